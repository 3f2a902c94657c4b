import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifests } from '../support/kubectl.ts';
import { waitFor } from '../support/wait.ts';
import { type Running, running } from './running.ts';

describe('an alert', () => {
  let world: Running;
  beforeAll(async () => {
    world = await running();
  });

  it('of a rule in Git’s form fires, and arrives where people are called', async () => {
    const mark = randomUUID();
    const rule = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'e2e', namespace: 'monitoring' },
      spec: {
        groups: [
          {
            name: 'e2e',
            interval: '5s',
            rules: [{ alert: 'EndToEnd', expr: 'vector(1)', labels: { severity: 'critical', mark }, annotations: { summary: 'an exercise' } }],
          },
        ],
      },
    };
    await world.cluster.kubectl(['apply', '--filename', '-'], manifests(rule));

    const alert = await waitFor('the alert at the webhook', () => world.piket.alerts.find(({ labels }) => labels['mark'] === mark), {
      seconds: 420,
      everyMilliseconds: 2000,
    });
    expect(alert).toMatchObject({ status: 'firing', labels: { alertname: 'EndToEnd', severity: 'critical' } });
    await world.cluster.kubectl(['delete', 'prometheusrule', 'e2e', '--namespace', 'monitoring']);
  }, 480_000);
});
