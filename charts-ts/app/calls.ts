import type { Construct } from 'constructs';
import { selectorLabels } from '../kit/labels.ts';
import { allow, siblings } from '../kit/network.ts';
import type { App } from './declaration.ts';

/**
 * Opens the way from an application, and its jobs, to others of its namespace: both ends, since traffic inside a namespace is closed too.
 * What it needs of the platform, its file of the tenant opens.
 */
export function openCalls(scope: Construct, { name, calls, jobs }: App): void {
  const callers = [name, ...Object.keys(jobs).map((job) => `${name}-${job}`)];
  const called = Object.entries(calls);
  if (called.length === 0) return;
  for (const caller of callers) allow(scope, caller, { to: called.map(([other, port]) => ({ peers: siblings(other), ports: [port] })) });
  for (const [other, port] of called)
    allow(scope, `${name}-to-${other}`, { from: [{ peers: callers.flatMap(siblings), ports: [port] }] }, selectorLabels(other));
}
