import { describe, expect, it } from 'vitest';
import { containersAreSized } from '../../charts-ts/checks/containers-are-sized.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject, object } from '../support/fakes.ts';

const check = (made: KubeObject) => verdict(containersAreSized, [built('web', [made])]);

describe('containersAreSized', () => {
  it('takes a container with requests, limits and probes', () => {
    expect(check(deploymentObject())).toEqual([]);
  });

  it('tells each amount that is missing', () => {
    const resources = { requests: { memory: '64Mi' }, limits: { cpu: '1' } };

    expect(check(deploymentObject({ container: { resources } }))).toEqual([
      'Deployment/apps/web (charts-ts/base/web): container main has no requests.cpu',
      'Deployment/apps/web (charts-ts/base/web): container main has no limits.memory',
    ]);
  });

  it('tells each probe that is missing', () => {
    expect(check(deploymentObject({ container: { readinessProbe: undefined, livenessProbe: undefined } }))).toEqual([
      'Deployment/apps/web (charts-ts/base/web): container main has no readinessProbe',
      'Deployment/apps/web (charts-ts/base/web): container main has no livenessProbe',
    ]);
  });

  it('asks init containers for amounts, and not for probes', () => {
    const pod = { initContainers: [{ name: 'first', image: 'r.nl/web:v1', resources: { requests: { cpu: '1' }, limits: { cpu: '1', memory: '1Gi' } } }] };

    expect(check(deploymentObject({ pod }))).toEqual(['Deployment/apps/web (charts-ts/base/web): container first has no requests.memory']);
  });

  it('asks no probes of what ends by itself, and looks into CronJobs', () => {
    const template = { spec: { containers: [{ name: 'job', image: 'x' }] } };
    const job = object('batch/v1', 'CronJob', 'nightly', { spec: { jobTemplate: { spec: { template } } } }, 'apps');

    expect(check(job)).toEqual(
      ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'].map(
        (amount) => `CronJob/apps/nightly (charts-ts/base/web): container job has no ${amount}`,
      ),
    );
  });
});
