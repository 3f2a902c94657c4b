import type { Area } from '../../charts-ts/kit/component.ts';

// Not written out, so that nobody takes the template's imports for those of this file.
const kit = '../../kit';
const support = '../../../test/support';
const here = '.';

/** What a template is filled with. */
export interface Facts {
  readonly name: string;
  /** The name as a constant. */
  readonly constant: string;
  readonly area: Area;
  readonly image: { readonly repository: string; readonly version: string };
}

/** A program that serves one page: complete, and passing every check. What each field means: docs/adding-a-component.md. */
export function componentTemplate({ name, constant, area, image }: Facts): string {
  return `import { k8s } from 'cdk8s-plus-28';
import { z } from 'zod';
import { gateway, namespaces } from '${kit}/capability.ts';
import { component } from '${kit}/component.ts';
import { allow, pods } from '${kit}/network.ts';
import { serviceAccount } from '${kit}/rbac.ts';
import { route } from '${kit}/route.ts';
import { sized } from '${kit}/size.ts';
import { configMapVolume, deployment, httpProbe, mount, service } from '${kit}/workload.ts';

const name = '${name}';
const port = 8080;

/** A page at ${name}.<domain>. Change it into the program that you need: docs/adding-a-component.md. */
export const ${constant} = component({
  name,
  area: '${area}',
  purpose: 'A page at ${name}.<domain> that says whose cluster this is',
  homepage: 'https://busybox.net/',
  licence: 'GPL-2.0-only',
  governance: 'BusyBox, a community',
  choice: { runnerUp: 'nginx', because: 'one small program is enough for one page' },
  upgrade: 'Nothing to heed.',
  images: { httpd: { repository: '${image.repository}', version: '${image.version}' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    text: z.string().default('').describe('A line on the page'),
    size: sized({ cpu: '10m', memory: '16Mi', cpuLimit: '100m' }),
  }),
  profiles: {},
  // In no cluster before its file says so; leave this out for a component that every cluster has.
  enabledIn: [],
  needs: { namespaces, gateway },
  wants: {},
  hostnames: ({ cluster }) => [\`\${name}.\${cluster.ingress.domain}\`],
  mistakes: ({ config }) => (config.text.includes('<') ? [{ path: ['text'], message: 'holds "<"; write plain text' }] : []),
  offers: () => [],
  build(scope, { cluster, config, needs, images }) {
    new k8s.KubeConfigMap(scope, 'page', { metadata: { name }, data: { 'index.html': \`<h1>\${cluster.organisation}</h1><p>\${config.text}</p>\\n\` } });
    deployment(scope, {
      name,
      replicas: 1,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      // The image's user is root; 65534 is nobody.
      runAsUser: 65534,
      volumes: [configMapVolume('page', name)],
      containers: [
        {
          name: 'httpd',
          image: images.httpd,
          command: ['httpd', '-f', '-p', String(port), '-h', '/srv'],
          ports: { http: port },
          size: config.size,
          probes: { readiness: httpProbe('/', 'http'), liveness: httpProbe('/', 'http') },
          mounts: [mount('page', '/srv')],
        },
      ],
    });
    service(scope, name, { http: { port, target: 'http' } });
    allow(scope, name, { from: [{ peers: pods(needs.gateway.namespace, needs.gateway.podLabels), ports: [port] }] });
    route(scope, { name, hostname: \`\${name}.\${cluster.ingress.domain}\`, gateway: needs.gateway, service: name, port });
  },
});
`;
}

/** The rules of the template. */
export function componentTestTemplate({ name, constant }: Facts): string {
  // The formatter wants quotes only where they are needed.
  const key = name === constant ? name : `'${name}'`;
  return `import { describe, expect, it } from 'vitest';
import { renderComponent } from '${support}/render.ts';
import { ${constant} } from '${here}/index.ts';

describe('${name}', () => {
  it('answers at a hostname below the domain of the cluster', () => {
    expect(renderComponent(${constant}).object('HTTPRoute', '${name}')).toMatchObject({ spec: { hostnames: ['${name}.apps.example.nl'] } });
  });

  it('refuses a text with markup', () => {
    expect(() => renderComponent(${constant}, { components: { ${key}: { text: '<b>' } } })).toThrow('holds "<"; write plain text');
  });
});
`;
}
