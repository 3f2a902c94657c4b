import { randomBytes } from 'node:crypto';
import { type Kubectl, manifests } from '../kubectl.ts';

interface ExternalSecret {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly dataFrom?: readonly { readonly sourceRef?: { readonly generatorRef?: { readonly name: string } } }[];
    readonly data?: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
    readonly secretStoreRef?: { readonly name: string };
    readonly target: { readonly name: string; readonly template?: { readonly data?: Readonly<Record<string, string>> } };
  };
}

interface Password {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly length: number; readonly secretKeys: readonly string[] };
}

interface Store {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly provider: { readonly kubernetes?: { readonly remoteNamespace: string } } };
}

/** Makes the Secrets that External Secrets would: passwords by its generator, and copies from another namespace. Their values are random. */
export async function makeSecrets(kubectl: Kubectl): Promise<void> {
  const list = async <T>(resource: string) =>
    (JSON.parse(await kubectl(['get', resource, '--all-namespaces', '--output', 'json'])) as { readonly items: readonly T[] }).items;
  const [externals, passwords, stores] = await Promise.all([
    list<ExternalSecret>('externalsecrets.external-secrets.io'),
    list<Password>('passwords.generators.external-secrets.io'),
    list<Store>('clustersecretstores.external-secrets.io'),
  ]);
  for (const { metadata, spec } of externals) {
    const { name } = spec.target;
    const made = await kubectl(['get', 'secret', name, '--namespace', metadata.namespace, '--ignore-not-found', '--output', 'name']);
    if (made !== '') continue;
    const generators = (spec.dataFrom ?? []).map(({ sourceRef }) =>
      passwords.find((one) => one.metadata.name === sourceRef?.generatorRef?.name && one.metadata.namespace === metadata.namespace),
    );
    // It may be applied a moment before its generator: the next look finds that.
    if (generators.includes(undefined)) continue;
    const generated = generators.flatMap((password) => (password?.spec.secretKeys ?? []).map((key) => [key, random(password?.spec.length ?? 0)] as const));
    const from = stores.find((store) => store.metadata.name === spec.secretStoreRef?.name)?.spec.provider.kubernetes?.remoteNamespace;
    const copied = await Promise.all(
      (spec.data ?? []).map(async ({ secretKey, remoteRef }) => [secretKey, await propertyOf(kubectl, from, remoteRef)] as const),
    );
    // What it copies is made by another of these: the next look finds it.
    if (copied.some(([, value]) => value === undefined)) continue;
    const stringData = { ...Object.fromEntries(generated), ...Object.fromEntries(copied), ...spec.target.template?.data };
    await kubectl(
      ['create', '--filename', '-'],
      manifests({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: metadata.namespace }, stringData }),
    );
  }
}

async function propertyOf(
  kubectl: Kubectl,
  namespace: string | undefined,
  { key, property }: { readonly key: string; readonly property: string },
): Promise<string | undefined> {
  if (namespace === undefined) return undefined;
  const found = await kubectl(['get', 'secret', key, '--namespace', namespace, '--ignore-not-found', '--output', 'json']);
  if (found === '') return undefined;
  const value = (JSON.parse(found) as { readonly data?: Readonly<Record<string, string>> }).data?.[property];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

function random(length: number): string {
  return randomBytes(length).toString('base64url').replaceAll(/[-_]/g, '0').slice(0, length);
}
