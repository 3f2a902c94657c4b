import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { definitionFiles } from '../../support/git-mirror.ts';
import { openShift } from '../../support/own-kinds.ts';
import { moduleFolder } from '../../support/programs.ts';

/** The parts of a CRD's structural schema that change what a strict API server takes. */
interface Structural {
  readonly type?: string;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Structural>>;
  readonly items?: Structural;
  readonly additionalProperties?: boolean | Structural;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly [key: string]: unknown;
}

interface Definition {
  readonly kind?: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: Structural } }[];
  };
}

/** A JSON schema for each of these custom kinds (`cert-manager.io/v1 Certificate`) that the e2e's sources of definitions define. */
export function customSchemas(wanted: ReadonlySet<string>): ReadonlyMap<string, object> {
  const kinds = [...wanted].map((kind) => kind.split(' ')[1] ?? '');
  const provided = openShift.files.map((file) => join(moduleFolder('crds', openShift.module), file));
  const texts = [...definitionFiles(), ...provided].map((file) => readFileSync(file, 'utf8'));
  // Reading YAML is what takes long: only files that speak of a wanted kind.
  const documents = texts.filter((text) => kinds.some((kind) => text.includes(`kind: ${kind}\n`))).flatMap((text) => loadAll(text) as (Definition | null)[]);
  return new Map(
    documents
      .filter((document) => document?.kind === 'CustomResourceDefinition')
      .flatMap((document) => (document === null ? [] : schemasOf(document)))
      .filter(([kind]) => wanted.has(kind)),
  );
}

function schemasOf({ spec: { group, names, versions } }: Definition): (readonly [string, object])[] {
  return versions.flatMap(({ name, schema }) =>
    schema?.openAPIV3Schema === undefined ? [] : [[`${group}/${name} ${names.kind}`, asResource(strict(schema.openAPIV3Schema))] as const],
  );
}

/** As a strict API server reads a structural schema: a field that it does not name is a mistake. */
export function strict(schema: Structural): Structural {
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] } as unknown as Structural;
  const { properties, items, additionalProperties, ...rest } = schema;
  const own: Structural = {
    ...rest,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, strict(value)])) }),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: strict(additionalProperties) } : {}),
    ...(schema.nullable === true && schema.type !== undefined ? { type: [schema.type, 'null'] as unknown as string } : {}),
  };
  const open = additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const closed = schema.type === 'object' && !open ? { ...own, additionalProperties: false } : own;
  return schema['x-kubernetes-embedded-resource'] === true ? asResource(closed) : closed;
}

/** Every object has these, whether its schema names them or not; what stands in the metadata is the API server's own matter. */
function asResource(schema: Structural): Structural {
  return { ...schema, properties: { ...schema.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } } };
}
