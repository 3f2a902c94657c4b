import { isIPv6 } from 'node:net';
import type { Construct } from 'constructs';
import { certificate } from '../../kit/certificate.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { resource, step } from '../../kit/resource.ts';
import type { Choice, Solver } from './choice.ts';
import { acmeAccount, labRoot, platformIssuer } from './names.ts';
import type { AcmeIssuer, AcmeSolver, ClusterIssuer, SelfSignedIssuer } from './types.ts';

/** The one ClusterIssuer of the platform. Its own webhook checks it, so it is synced when that answers. */
export function issuer(scope: Construct, choice: Choice, cluster: ClusterContext): void {
  if (choice.by === 'selfSigned') ownRoot(scope, cluster);
  resource<ClusterIssuer>(scope, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    // A lab's issuer signs with the root that the step before makes; without it, it would be Degraded at first.
    metadata: { name: platformIssuer, annotations: step(choice.by === 'selfSigned' ? 2 : 1) },
    spec: choice.by === 'acme' ? { acme: acme(choice, cluster) } : { ca: { secretName: choice.by === 'ca' ? choice.secretName : labRoot } },
  });
}

/** A root that signs itself, once for ten years: who works in the lab can trust it by hand. */
function ownRoot(scope: Construct, cluster: ClusterContext): void {
  // An Issuer, not a ClusterIssuer: nobody outside this namespace can use it.
  resource<SelfSignedIssuer>(scope, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: labRoot, annotations: step(1) },
    spec: { selfSigned: {} },
  });
  certificate(scope, {
    name: labRoot,
    issuer: { kind: 'Issuer', name: labRoot },
    subject: { authority: `Polder lab ${cluster.name}`.slice(0, 64) },
    duration: '87600h0m0s',
    curve: 384,
    annotations: step(1),
  });
}

function acme({ acme: { server, email, externalAccountBinding }, serverCa, solver }: Extract<Choice, { by: 'acme' }>, cluster: ClusterContext): AcmeIssuer {
  const certificates = cluster.trust.certificates;
  return {
    server,
    email: email ?? cluster.contact,
    ...(serverCa === 'site' && certificates !== undefined ? { caBundle: Buffer.from(certificates).toString('base64') } : {}),
    ...(externalAccountBinding === undefined
      ? {}
      : { externalAccountBinding: { keyID: externalAccountBinding.keyId, keySecretRef: externalAccountBinding.keySecret } }),
    // cert-manager makes RSA 2048 here and takes no other kind (pkg/issuer/acme/setup.go): it only signs in at the ACME server.
    privateKeySecretRef: { name: acmeAccount, key: 'tls.key' },
    solvers: [acmeSolver(solver)],
  };
}

function acmeSolver(solver: Solver): AcmeSolver {
  if (solver.by === 'rfc2136') {
    const { nameserver, port, tsigKeyName, tsigAlgorithm, tsigSecret } = solver.rfc2136;
    const host = isIPv6(nameserver) ? `[${nameserver}]` : nameserver;
    return { dns01: { rfc2136: { nameserver: `${host}:${port}`, tsigKeyName, tsigAlgorithm, tsigSecretSecretRef: tsigSecret } } };
  }
  const { name, namespace, listener } = solver.http01.gateway;
  return {
    http01: {
      gatewayHTTPRoute: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace, sectionName: listener }],
        // cert-manager's default is NodePort, which opens a port of every node to the challenge's pod.
        serviceType: 'ClusterIP',
      },
    },
  };
}
