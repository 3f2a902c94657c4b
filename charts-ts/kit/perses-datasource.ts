import type { AllowedEndpoint, DatasourceSpec } from './perses-types.ts';

/** How a datasource is asked: by Perses itself, at the addresses that its plugin uses and no other. */
export interface Asked {
  readonly title: string;
  /** Of the plugin. */
  readonly kind: string;
  readonly url: string;
  readonly allowedEndpoints: readonly AllowedEndpoint[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The default of its kind, so that a query need not name it. */
export function datasourceSpec({ title, kind, ...asked }: Asked): DatasourceSpec {
  return { display: { name: title }, default: true, plugin: { kind, spec: { proxy: { kind: 'HTTPProxy', spec: asked } } } };
}

export function get(path: string): AllowedEndpoint {
  return { endpointPattern: `^${path}$`, method: 'GET' };
}

export function post(path: string): AllowedEndpoint {
  return { ...get(path), method: 'POST' };
}

export function both(path: string): AllowedEndpoint[] {
  return [get(path), post(path)];
}
