import type { Construct } from 'constructs';
import { pathText } from '../config/problem.ts';
import { issueWords } from '../config/words.ts';
import { autoscaler } from '../kit/autoscaler.ts';
import { serviceAccount } from '../kit/rbac.ts';
import { fromStore, tenantStoreName } from '../kit/secret.ts';
import { deployment, service } from '../kit/workload.ts';
import { openCalls } from './calls.ts';
import { App, type AppInput } from './declaration.ts';
import { environmentOf } from './environment.ts';
import type { ForTenants } from './facts.ts';
import { filesOf } from './files.ts';
import { probesOf } from './health.ts';
import { pulledImage } from './image.ts';
import { jobsOf } from './jobs.ts';
import { appMistakes } from './mistakes.ts';
import { publish } from './public.ts';
import { sizeOf } from './sizes.ts';
import { metricsPort, watch } from './watch.ts';

/** What the Service listens on, for routes and for others of the namespace. */
const servicePort = 80;

/**
 * An application as a team declares it: Deployment, Service, route, network policies, monitor, probe, alerts, jobs, with the same secure
 * defaults as the platform's own components. Throws an Error that lists every mistake, one a line.
 */
export function app(scope: Construct, facts: ForTenants, declared: AppInput): void {
  build(scope, facts, declaration(declared, facts));
}

function declaration(declared: AppInput, facts: ForTenants): App {
  const parsed = App.safeParse(declared, { reportInput: true });
  const wrong = parsed.success ? appMistakes(parsed.data, facts) : parsed.error.issues.flatMap((issue) => issueWords(issue, App));
  if (parsed.success && wrong.length === 0) return parsed.data;
  throw new Error(wrong.map(({ path, message }) => `${pathText(path)}: ${message}`).join('\n'));
}

/** The same, of what was judged already. */
export function build(scope: Construct, facts: ForTenants, one: App): void {
  const { name, command, args, port, metrics, replicas } = one;
  const image = pulledImage(one.image, facts.images);
  const account = serviceAccount(scope, name);
  const files = filesOf(scope, one);
  const environment = environmentOf(one, facts);
  const { priorityClass } = facts;
  storedSecrets(scope, one);
  deployment(scope, {
    name,
    replicas: typeof replicas === 'number' ? replicas : replicas.from,
    ...(typeof replicas === 'number' ? {} : { autoscaled: true }),
    serviceAccount: account,
    callsApi: false,
    priorityClass,
    ...(one.user === undefined ? {} : { runAsUser: one.user }),
    ...(Object.keys(files.annotations).length === 0 ? {} : { podAnnotations: files.annotations }),
    volumes: [...files.volumes, ...environment.volumes],
    containers: [
      {
        name,
        image,
        ...(command === undefined ? {} : { command }),
        ...(args === undefined ? {} : { args }),
        env: environment.env,
        ports: { http: port, ...(metrics?.port === undefined ? {} : { metrics: metrics.port }) },
        size: sizeOf(one.size),
        probes: probesOf(one),
        mounts: [...files.mounts, ...environment.mounts],
      },
    ],
  });
  if (typeof replicas !== 'number') autoscaler(scope, { name, least: replicas.from, most: replicas.to, cpuPercent: replicas.cpuPercent });
  service(scope, name, {
    http: { port: servicePort, target: 'http' },
    ...(metrics?.port === undefined ? {} : { [metricsPort(one)]: { port: metrics.port, target: 'metrics' } }),
  });
  publish(scope, one, facts, servicePort);
  openCalls(scope, one);
  watch(scope, one, facts);
  jobsOf(scope, one, { image, serviceAccount: account, priorityClass, environment, files });
}

/** Secrets of the secret store: External Secrets makes them, and follows the store. */
function storedSecrets(scope: Construct, { secrets }: App): void {
  for (const [name, { path, env }] of Object.entries(secrets)) {
    if (path === undefined) continue;
    fromStore(scope, { name, store: tenantStoreName, path, keys: Object.fromEntries(Object.values(env).map((key) => [key, key])) });
  }
}
