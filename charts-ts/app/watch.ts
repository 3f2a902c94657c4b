import type { Construct } from 'constructs';
import { type Alert, alerts, monitor } from '../kit/metrics.ts';
import { probe } from '../kit/probe.ts';
import type { App } from './declaration.ts';
import type { ForTenants } from './facts.ts';
import { publicHealth } from './health.ts';
import { fullHostnames } from './public.ts';

/** Has its metrics read and its hostnames asked, as far as the cluster can; tells its people when it does not answer. */
export function watch(scope: Construct, app: App, facts: ForTenants): void {
  const { name, metrics } = app;
  if (facts.metrics === undefined) return;
  const urls = urlsOf(app, facts);
  if (metrics !== undefined) monitor(scope, facts.metrics, name, metricsPort(app), { path: metrics.path });
  if (facts.probes !== undefined && urls.length > 0) probe(scope, { name, job: hostnamesJob(name), prober: facts.probes, urls, intervalSeconds: 60 });
  const list = [...(metrics === undefined ? [] : ofPods(name)), ...(facts.probes === undefined || urls.length === 0 ? [] : ofHostnames(name))];
  if (list.length > 0) alerts(scope, facts.metrics, name, list);
}

/** The name of the Service's port that has metrics. */
export function metricsPort({ metrics }: App): 'http' | 'metrics' {
  return metrics?.port === undefined ? 'http' : 'metrics';
}

/** What is asked from outside; a wildcard is no address. */
function urlsOf(app: App, facts: ForTenants): string[] {
  if (facts.gateway === undefined) return [];
  return fullHostnames(app, facts)
    .filter((hostname) => !hostname.startsWith('*.'))
    .map((hostname) => `https://${hostname}${publicHealth(app)}`);
}

function hostnamesJob(name: string): string {
  return `${name}-hostnames`;
}

/** Alerts are named as Prometheus names them: ZakenApiDown. */
function alertName(name: string, what: string): string {
  return `${name
    .split('-')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('')}${what}`;
}

function ofPods(name: string): Alert[] {
  return [
    {
      name: alertName(name, 'Down'),
      expression: `absent(up{job="${name}"} == 1)`,
      holds: '5m',
      severity: 'critical',
      summary: `${name} does not answer: no pod of it gives its metrics`,
      runbook: `kubectl get pods -l app.kubernetes.io/name=${name}; then describe and logs of one that is not ready`,
    },
    {
      name: alertName(name, 'PodDown'),
      expression: `up{job="${name}"} == 0`,
      holds: '15m',
      severity: 'warning',
      summary: `{{ $labels.pod }} of ${name} does not give its metrics`,
      runbook: 'kubectl describe pod and kubectl logs of that pod; does it listen on the port of its metrics?',
    },
  ];
}

function ofHostnames(name: string): Alert[] {
  return [
    {
      name: alertName(name, 'HostnameDown'),
      expression: `probe_success{job="${hostnamesJob(name)}"} == 0`,
      holds: '5m',
      severity: 'critical',
      summary: '{{ $labels.instance }} does not answer from outside',
      runbook: `kubectl get pods -l app.kubernetes.io/name=${name}; where all are ready, kubectl describe httproute ${name}: is it accepted? Then ask the platform team`,
    },
  ];
}
