import { load } from 'js-yaml';
import type { ControlPlane } from '../support/control-plane.ts';
import { loginAsAdmin } from '../support/keycloak.ts';
import type { Kubectl } from '../support/kubectl.ts';
import { makeSecrets } from '../support/stand-ins/external-secrets.ts';
import { look, repeatedly, type StandIns } from '../support/stand-ins/stand-ins.ts';
import { pretended, writeStatuses } from '../support/stand-ins/statuses.ts';

/** Operators of which no program is at hand, also beside a real node: what they make is made for them. */
const absent = pretended.filter(({ resource }) => resource.endsWith('.external-secrets.io'));

/** Does what External Secrets and keycloak-config-cli would: Secrets with random values, and the realm as the generated file has it. */
export function startRealStandIns({ kubectl }: ControlPlane): StandIns {
  let realm = false;
  return repeatedly(3000, async () => {
    // Most of it is not there yet: it is asked again.
    await Promise.allSettled([
      look(kubectl, absent).then((objects) => writeStatuses(kubectl, objects, absent)),
      makeSecrets(kubectl),
      realm ? undefined : importRealm(kubectl).then((done) => (realm = done)),
    ]);
  });
}

/** Whether Keycloak has the realm now. */
async function importRealm(kubectl: Kubectl): Promise<boolean> {
  const address = await kubectl(['get', 'service', 'keycloak', '--namespace', 'keycloak', '--output', 'jsonpath={.spec.clusterIP}']);
  const base = `http://${address === 'None' ? await podAddress(kubectl) : address}:8080`;
  const secret = async (name: string, key: string) =>
    Buffer.from(await kubectl(['get', 'secret', name, '--namespace', 'keycloak', '--output', `jsonpath={.data.${key}}`]), 'base64').toString('utf8');
  const text = await kubectl(['get', 'configmap', 'keycloak-realm', '--namespace', 'keycloak', '--output', 'jsonpath={.data.realm\\.json}']);
  const references = [...text.matchAll(/\$\(file:UTF-8:\/secrets\/([^/]+)\/([^)]+)\)/g)];
  const values = await Promise.all(references.map(async ([all, name = '', key = '']) => [all, await secret(name, key)] as const));
  const filled = values.reduce((sum, [reference, value]) => sum.replaceAll(reference, value), text);
  const admin = await loginAsAdmin(base, 'polder-reconciler', await secret('keycloak-reconciler', 'client-secret'));
  const { status } = await admin.call('POST', '/realms', load(filled));
  return status === 201 || status === 409;
}

function podAddress(kubectl: Kubectl): Promise<string> {
  return kubectl(['get', 'pod', 'keycloak-0', '--namespace', 'keycloak', '--output', 'jsonpath={.status.podIP}']);
}
