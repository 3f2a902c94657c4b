import { httpProbe, type Probes, tcpProbe } from '../kit/workload.ts';
import type { App } from './declaration.ts';

/** Seconds between two questions while it starts. */
const startPeriod = 5;

/** Whether it has started, may get requests, and must be restarted. Six failures: a pod that is only busy is not killed for it. */
export function probesOf({ health, startSeconds }: Pick<App, 'health' | 'startSeconds'>): Probes {
  const starting = { periodSeconds: startPeriod, failureThreshold: Math.ceil(startSeconds / startPeriod) };
  const living = { failureThreshold: 6 };
  if (health === undefined) return { readiness: tcpProbe('http'), liveness: tcpProbe('http', living), startup: tcpProbe('http', starting) };
  const { ready, live, start = live } = typeof health === 'string' ? { ready: health, live: health } : health;
  return { readiness: httpProbe(ready, 'http'), liveness: httpProbe(live, 'http', living), startup: httpProbe(start, 'http', starting) };
}

/** The path that is asked from outside. */
export function publicHealth({ health }: Pick<App, 'health'>): string {
  return typeof health === 'string' ? health : (health?.ready ?? '/');
}
