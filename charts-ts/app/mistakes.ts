import type { Mistake, Path } from '../config/problem.ts';
import { hostnameBelow } from '../config/tenants.ts';
import { quoted } from '../config/words.ts';
import { imageDigest } from '../kit/image-reference.ts';
import type { App } from './declaration.ts';
import { environmentOf } from './environment.ts';
import type { ForTenants } from './facts.ts';

/** What the schema alone cannot see: what does not go together, and what the cluster lacks. */
export function appMistakes(app: App, facts: ForTenants): Mistake[] {
  return [...lacking(app, facts), ...hostnames(app, facts), ...variables(app, facts), ...paths(app), ...rest(app)];
}

function lacking({ image, hostnames: names, needs, replicas }: App, { cluster, gateway, objectStorage, login, autoscaling, images }: ForTenants): Mistake[] {
  const lacks = (path: Path, is: boolean, what: string, way: string): Mistake[] => (is ? [{ path, message: `${cluster} has no ${what}; ${way}` }] : []);
  return [
    ...lacks(['hostnames'], names.length > 0 && gateway === undefined, 'Gateway that would serve them', 'remove them'),
    ...lacks(['needs', 'bucket'], needs.bucket !== undefined && objectStorage === undefined, 'object storage', 'remove this'),
    ...lacks(['needs', 'login'], needs.login !== undefined && login === undefined, 'identity provider', 'remove this'),
    ...lacks(['replicas'], typeof replicas !== 'number' && !autoscaling, 'metrics-server, which an autoscaler asks', 'write a number'),
    ...(images.digests && !new RegExp(imageDigest).test(image)
      ? [{ path: ['image'], message: `${quoted(image)} has no digest, which ${cluster} asks of each image; add it behind the tag, @sha256:…` }]
      : []),
  ];
}

function hostnames({ hostnames: names }: App, { domain, cluster }: ForTenants): Mistake[] {
  return names.flatMap((name, index) => {
    const path = ['hostnames', index];
    const full = hostnameBelow(domain, name);
    if (!full.replace(/^\*\./, '').endsWith(`.${domain}`))
      return [{ path, message: `${quoted(name)} is not below ${domain}, which is all that ${cluster} serves; write a name like app.${domain}, or app alone` }];
    const first = names.findIndex((other) => hostnameBelow(domain, other) === full);
    return first === index ? [] : [{ path, message: `${quoted(full)} stands twice; keep one` }];
  });
}

/** One variable has one value: which of two a program would see depends on their order. */
function variables(app: App, facts: ForTenants): Mistake[] {
  const ofPlatform = environmentOf({ ...app, env: {}, secrets: {} }, facts).env.map(({ name }) => name);
  const ofSecrets = Object.entries(app.secrets).flatMap(([secret, { env }]) => Object.keys(env).map((variable) => ({ secret, variable })));
  const taken = new Set([...ofPlatform, ...ofSecrets.map(({ variable }) => variable)]);
  const isFirst = (index: number) => ofSecrets.findIndex(({ variable }) => variable === ofSecrets[index]?.variable) === index;
  return [
    ...Object.keys(app.env)
      .filter((name) => taken.has(name))
      .map((name) => ({
        path: ['env', name],
        message: 'is set by what the application needs, by a secret or by the platform; remove it, or give it another name',
      })),
    ...ofSecrets
      .filter(({ variable }, index) => ofPlatform.includes(variable) || !isFirst(index))
      .map(({ secret, variable }) => ({ path: ['secrets', secret, 'env', variable], message: 'is set twice; give it another name' })),
  ];
}

/** Two mounts at one place, or one inside another, hide each other. */
function paths({ files, writable }: App): Mistake[] {
  const platform = ['/etc/polder'];
  const all = [
    ...platform.map((mounted) => ({ mounted, path: [] as Path })),
    ...writable.map((mounted, index) => ({ mounted, path: ['writable', index] as Path })),
    ...Object.keys(files).map((mounted) => ({ mounted, path: ['files', mounted] as Path })),
  ];
  return all.flatMap(({ mounted, path }, index) => {
    const other = all.find((one, at) => at !== index && (mounted === one.mounted ? at < index : mounted.startsWith(`${one.mounted}/`)));
    if (other === undefined) return [];
    const words = platform.includes(other.mounted) ? `lies in ${other.mounted}, which the platform uses` : `lies in ${other.mounted}, which is mounted too`;
    return [{ path, message: `${quoted(mounted)} ${mounted === other.mounted ? 'stands twice' : words}; choose another place` }];
  });
}

function rest({ name, port, metrics, replicas, calls }: App): Mistake[] {
  return [
    ...(metrics?.port === port ? [{ path: ['metrics', 'port'], message: `is the port of the program; leave it out` }] : []),
    ...(typeof replicas !== 'number' && replicas.from >= replicas.to
      ? [{ path: ['replicas', 'to'], message: `${replicas.to} is not more than from, ${replicas.from}; raise it, or write a number of pods` }]
      : []),
    ...(Object.hasOwn(calls, name) ? [{ path: ['calls', name], message: 'is this application itself; remove it' }] : []),
  ];
}
