import type { ClusterContext, Mistake } from '../../kit/component.ts';
import { waysOf } from './attestors.ts';
import { cleanUpPolicies, type TenantPolicy, tenantPolicies } from './names.ts';
import type { Exemption, ImagePolicy, Settings } from './settings.ts';
import { type Signer, ways } from './signers.ts';

/** What the schema alone cannot see. */
export function mistakesOf(settings: Settings, cluster: ClusterContext): Mistake[] {
  return [
    ...Object.entries(settings.images).flatMap(([name, policy]) => mistakenPolicy(name, policy, cluster)),
    ...settings.exemptions.flatMap((exemption, index) => mistakenExemption(exemption, index, settings)),
  ];
}

function mistakenPolicy(name: string, policy: ImagePolicy, cluster: ClusterContext): Mistake[] {
  const path = ['images', name];
  const isReserved = ([...tenantPolicies, ...cleanUpPolicies] as readonly string[]).includes(name);
  return [
    ...(isReserved ? [{ path, message: `"${name}" is the name of another policy; choose another name` }] : []),
    ...(Object.keys(policy.signers).length > 0
      ? []
      : [{ path: [...path, 'signers'], message: 'nobody may have signed these images; name at least one signer' }]),
    ...Object.entries(policy.signers).flatMap(([signer, one]) => mistakenSigner([...path, 'signers', signer], one, cluster)),
    ...Object.entries(policy.attestations).flatMap(([attestation, { predicateType, artifactType }]) =>
      (predicateType === undefined) === (artifactType === undefined)
        ? [
            {
              path: [...path, 'attestations', attestation],
              message: `"${attestation}" needs one of predicateType and artifactType; write the one that it was made with`,
            },
          ]
        : [],
    ),
  ];
}

function mistakenSigner(path: readonly string[], signer: Signer, { airGapped }: ClusterContext): Mistake[] {
  const named = waysOf(signer);
  const name = path.at(-1);
  if (named.length !== 1) {
    const found = named.length === 0 ? 'names no way of signing' : `names ${named.join(' and ')}`;
    return [{ path, message: `"${name}" ${found}; write one of ${ways.join(', ')}` }];
  }
  const { keyless, transparencyLog, timestampCertificates } = signer;
  const tellsWhen = transparencyLog !== false || timestampCertificates !== undefined || keyless?.trustedRoot !== undefined || keyless?.tuf !== undefined;
  return [
    ...(keyless !== undefined && !tellsWhen
      ? [
          {
            path: [...path, 'transparencyLog'],
            message: `"${name}" signs with certificates that last minutes, and nothing tells when; write transparencyLog, timestampCertificates, keyless.trustedRoot or keyless.tuf`,
          },
        ]
      : []),
    ...(keyless !== undefined && (keyless.subject === undefined) === (keyless.subjectPattern === undefined)
      ? [{ path: [...path, 'keyless'], message: `"${name}" does not say who signed; write one of subject and subjectPattern` }]
      : []),
    ...(airGapped && transparencyLog !== false && transparencyLog.url === undefined
      ? [
          {
            path: [...path, 'transparencyLog'],
            message: `"${name}" asks a log on the internet, which an air-gapped site does not have; write transparencyLog: false, or the url and publicKey of the site's own Rekor`,
          },
        ]
      : []),
    ...(airGapped && keyless !== undefined && keyless.tuf === undefined
      ? [
          {
            path: [...path, 'keyless'],
            message: `"${name}" needs sigstore.dev's TUF repository, which an air-gapped site does not have; write keyless.tuf with the site's own mirror, or use publicKey or certificate`,
          },
        ]
      : []),
  ];
}

function mistakenExemption({ policy, images, namespaces }: Exemption, index: number, settings: Settings): Mistake[] {
  const at = (key: string, message: string): Mistake => ({ path: ['exemptions', index, key], message });
  const known = policiesOf(settings);
  const isOfImages = policy in settings.images;
  const first = settings.exemptions.findIndex((other) => other.policy === policy && other.namespaces.some((namespace) => namespaces.includes(namespace)));
  return [
    ...(known.includes(policy)
      ? []
      : [at('policy', `there is no policy "${policy}" here, so nothing needs an exemption from it; there is ${known.join(', ')}`)]),
    ...(images !== undefined && !isOfImages ? [at('images', `"${policy}" is not about images; leave images out`)] : []),
    ...(first === index || images !== undefined ? [] : [at('namespaces', `a namespace is exempt from "${policy}" already; keep one of the two`)]),
  ];
}

/** The policies that this cluster has, by the name that exemptions use. */
export function policiesOf({ images, defaults, cleanUp }: Settings): string[] {
  const on: Readonly<Record<TenantPolicy, boolean>> = {
    'tenant-network': defaults.networkPolicies,
    'tenant-limits': defaults.limits !== null,
    'tenant-quota': defaults.quota !== null,
    'tenant-pod-security': defaults.podSecurity !== 'off',
  };
  return [
    ...Object.keys(images),
    ...tenantPolicies.filter((policy) => on[policy]),
    ...(cleanUp.finishedJobs === null ? [] : ['finished-jobs']),
    ...(cleanUp.endedPods === null ? [] : ['ended-pods']),
    ...(cleanUp.handedOverRoutes ? ['handed-over-routes'] : []),
  ];
}
