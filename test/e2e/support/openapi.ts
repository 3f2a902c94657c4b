import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { kubernetesMinors } from '../../../charts-ts/config/facts.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { moduleFolder } from './programs.ts';

export type Minor = (typeof kubernetesMinors)[number];

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly 'x-kubernetes-group-version-kind'?: readonly Kind[];
  readonly [key: string]: unknown;
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Document {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-kubernetes-group-version-kind'?: Kind }>>>>;
}

/** What one minor's API server takes, as its OpenAPI document tells. */
export interface OpenApi {
  /** Stable kinds that can be made, as `apps/v1 Deployment`: alpha and beta are off in most clusters. */
  readonly kinds: readonly string[];
  /** What is wrong with an object: unknown fields too. Undefined when the minor has no such kind. */
  mistakes(object: KubeObject): readonly string[] | undefined;
}

/** The folder of programs/ whose go.mod names the patch release that stands for a minor. */
function folderOf(minor: Minor): string {
  return minor === '1.37' ? 'kubernetes' : `openapi-${minor}`;
}

/** Downloads the documents: `openApi` needs no network after it. */
export function prepareOpenApi(minors: readonly Minor[]): void {
  for (const minor of minors) moduleFolder(folderOf(minor), 'k8s.io/kubernetes');
}

/** Reads the document of a minor from that version's k8s.io/kubernetes module. */
export function openApi(minor: Minor): OpenApi {
  const { definitions, paths } = documentOf(minor);
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'kubernetes', definitions: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, closed(name, schema)])) });
  const names = namesOf(definitions);
  const compiled = new Map<string, ValidateFunction>();
  return {
    kinds: [...new Set(Object.values(paths).flatMap((path) => made(path['post'])))].sort(),
    mistakes(object) {
      const name = names.get(`${object.apiVersion} ${object.kind}`);
      if (name === undefined) return undefined;
      const validate = compiled.get(name) ?? ajv.compile({ $ref: `kubernetes#/definitions/${name}` });
      compiled.set(name, validate);
      return validate(object) ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
    },
  };
}

/** A JSON schema for each kind of a minor, by `apps/v1 Deployment`: each stands alone, and takes no field that it does not name. */
export function kindSchemas(minor: Minor): ReadonlyMap<string, () => object> {
  const { definitions } = documentOf(minor);
  return new Map([...namesOf(definitions)].map(([kind, name]) => [kind, () => alone(name, definitions)]));
}

function alone(name: string, definitions: Document['definitions']): object {
  const used = new Set([name]);
  // A set is walked to what is added meanwhile.
  for (const one of used) {
    for (const [, next] of JSON.stringify(definitions[one]).matchAll(/"#\/definitions\/([^"]+)"/g)) if (next !== undefined) used.add(next);
  }
  return {
    $ref: `#/definitions/${name}`,
    definitions: Object.fromEntries([...used].map((one) => [one, closed(one, definitions[one] ?? {})])),
  };
}

function documentOf(minor: Minor): Document {
  const path = join(moduleFolder(folderOf(minor), 'k8s.io/kubernetes'), 'api/openapi-spec/swagger.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Document;
}

function namesOf(definitions: Document['definitions']): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(definitions).flatMap(([name, schema]) => (schema['x-kubernetes-group-version-kind'] ?? []).map((kind) => [kindText(kind), name] as const)),
  );
}

function made(post: { readonly 'x-kubernetes-group-version-kind'?: Kind } | undefined): string[] {
  const kind = post?.['x-kubernetes-group-version-kind'];
  return kind !== undefined && /^v\d+$/.test(kind.version) ? [kindText(kind)] : [];
}

function kindText({ group, version, kind }: Kind): string {
  return `${group === '' ? '' : `${group}/`}${version} ${kind}`;
}

/** As a strict API server reads it: no field that the schema does not name, and the two types that are more than they say. */
function closed(name: string, schema: Schema): Schema {
  if (name.endsWith('.IntOrString')) return { type: ['string', 'integer'] };
  if (name.endsWith('.Quantity')) return { type: ['string', 'number'] };
  return schema.properties === undefined ? schema : { ...schema, additionalProperties: false };
}
