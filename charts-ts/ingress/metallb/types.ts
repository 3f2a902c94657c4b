import type { Resource } from '../../kit/resource.ts';

/** https://metallb.io/apis/: the parts that the platform writes. */
export interface IpAddressPool extends Resource {
  readonly apiVersion: 'metallb.io/v1beta1';
  readonly kind: 'IPAddressPool';
  readonly spec: {
    readonly addresses: readonly string[];
    readonly autoAssign: boolean;
    readonly avoidBuggyIPs: boolean;
    readonly serviceAllocation?: { readonly namespaces: readonly string[] };
  };
}

export interface L2Advertisement extends Resource {
  readonly apiVersion: 'metallb.io/v1beta1';
  readonly kind: 'L2Advertisement';
  readonly spec: { readonly ipAddressPools: readonly string[]; readonly interfaces?: readonly string[]; readonly nodeSelectors?: readonly NodeSelector[] };
}

export interface BgpAdvertisement extends Resource {
  readonly apiVersion: 'metallb.io/v1beta1';
  readonly kind: 'BGPAdvertisement';
  readonly spec: { readonly ipAddressPools: readonly string[]; readonly communities?: readonly string[] };
}

export interface BgpPeer extends Resource {
  readonly apiVersion: 'metallb.io/v1beta2';
  readonly kind: 'BGPPeer';
  readonly spec: {
    readonly myASN: number;
    readonly peerASN: number;
    readonly peerAddress: string;
    readonly peerPort: number;
    readonly holdTime: string;
    readonly passwordSecret?: { readonly name: string };
    readonly nodeSelectors?: readonly NodeSelector[];
  };
}

interface NodeSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}
