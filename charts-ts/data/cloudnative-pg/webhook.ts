import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { service } from '../../kit/workload.ts';
import { name, namespace, webhook } from './names.ts';

/** Kinds that the operator completes, and those that it checks: config/webhook/manifests.yaml of the release. */
const completed = ['backup', 'cluster', 'database', 'scheduledbackup'];
const checked = [...completed, 'pooler'];

/** Nothing passes while the operator is down: what it has not checked could cost data. It fills in caBundle itself, under these names. */
export function webhookConfigurations(scope: Construct): void {
  service(scope, webhook.service, { webhook: { port: 443, target: 'webhook' } }, { workload: name });
  new k8s.KubeMutatingWebhookConfiguration(scope, 'mutating', {
    metadata: { name: 'cnpg-mutating-webhook-configuration' },
    webhooks: completed.map((kind) => asked(kind, 'm', 'mutate')),
  });
  new k8s.KubeValidatingWebhookConfiguration(scope, 'validating', {
    metadata: { name: 'cnpg-validating-webhook-configuration' },
    webhooks: checked.map((kind) => asked(kind, 'v', 'validate')),
  });
}

function asked(kind: string, letter: 'm' | 'v', verb: 'mutate' | 'validate'): k8s.MutatingWebhook & k8s.ValidatingWebhook {
  return {
    name: `${letter}${kind}.cnpg.io`,
    admissionReviewVersions: ['v1'],
    failurePolicy: 'Fail',
    sideEffects: 'None',
    timeoutSeconds: 10,
    clientConfig: { service: { name: webhook.service, namespace, path: `/${verb}-postgresql-cnpg-io-v1-${kind}`, port: 443 } },
    rules: [{ apiGroups: ['postgresql.cnpg.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: [`${kind}s`] }],
  };
}
