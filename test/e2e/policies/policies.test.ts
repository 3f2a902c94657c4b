import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { catalogue } from '../../../charts-ts/catalogue.ts';
import { podsOf } from '../../../charts-ts/checks/pods.ts';
import type { AnyComponent } from '../../../charts-ts/kit/component.ts';
import { polder } from '../../../charts-ts/kit/labels.ts';
import { type KubeObject, objectText } from '../../../charts-ts/kit/object.ts';
import { renderAlone } from '../../support/alone.ts';
import { renderComponent } from '../../support/render.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { buildPrograms } from '../support/programs.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import type { Case } from './case.ts';
import { cases, casesWithDigests } from './cases.ts';
import { namespace } from './objects.ts';
import { type Kubectl, kubectlFor, refusal, send, warnings } from './requests.ts';
import { before, other, settings, system } from './setting.ts';

type Changes = Readonly<Record<string, unknown>>;

const production = { ...settings, profile: 'production' };
const lab = { ...settings, profile: 'lab' };
const withDigests = { ...production, components: { 'admission-policies': { ...settings.components['admission-policies'], requireDigests: true } } };

interface Checked {
  readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: { readonly expressionWarnings?: readonly unknown[] } };
}

describe('the policies, at a real API server', () => {
  let cluster: ControlPlane;
  let kubectl: Kubectl;

  beforeAll(async () => {
    const binaries = await buildPrograms(['kubernetes', 'etcd', 'kwok']);
    cluster = await startControlPlane({ binaries, folder: join(sandboxFolder(), 'policies') });
    kubectl = kubectlFor(binaries.kubectl, cluster.kubeconfig);
    const first = before.filter(({ kind }) => kind === 'Namespace' || kind === 'CustomResourceDefinition');
    await make(first);
    // Made by the controller-manager too, only later: a pod needs it.
    await make(first.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => account(metadata.name)));
    await make(before.filter((object) => !first.includes(object)));
  });

  afterAll(() => cluster?.stop());

  describe('in production', () => {
    beforeAll(() => enforce(production, cases));

    it.each(titled(cases))('%s', (_, one) => judge(one));

    it('keeps what is protected when its namespace is deleted, says so, and lets both go once that is confirmed', async () => {
      const leaving = 'cases-leaving';
      const precious = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'precious', namespace: leaving, labels: { [polder.protected]: 'true' } } };
      await make([namespace(leaving)]);
      await make([precious]);

      await kubectl(['delete', 'namespace', leaving, '--wait=false']);

      const conditions = ['get', 'namespace', leaving, '--output', 'jsonpath={.status.conditions[*].message}'];
      await soon(async () => expect((await kubectl(conditions)).output).toContain('ConfigMap "precious" is protected'));
      expect(await kubectl(['get', 'configmap', 'precious', '--namespace', leaving])).toMatchObject({ ok: true });
      await kubectl(['annotate', 'configmap', 'precious', '--namespace', leaving, `${polder.allowDeletion}=precious`]);
      await soon(async () => expect(await kubectl(['get', 'namespace', leaving])).toMatchObject({ ok: false }));
    });

    it('lets a namespace go at once with all in it that is protected, when the namespace itself was confirmed', async () => {
      const leaving = 'cases-confirmed';
      const precious = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'precious', namespace: leaving, labels: { [polder.protected]: 'true' } } };
      await make([namespace(leaving, { [polder.protected]: 'true' }, { [polder.allowDeletion]: leaving })]);
      await make([precious]);

      await kubectl(['delete', 'namespace', leaving, '--wait=false']);

      await soon(async () => expect(await kubectl(['get', 'namespace', leaving])).toMatchObject({ ok: false }));
    });

    it('gives no warning about the types in any expression', async () => {
      const policies = await soon(async () => {
        const { items } = JSON.parse((await kubectl(['get', 'validatingadmissionpolicies', '--output', 'json'])).output) as {
          readonly items: readonly Checked[];
        };
        expect(items.every(({ status }) => status?.observedGeneration !== undefined)).toBe(true);
        return items;
      });

      expect(policies.flatMap(({ status }) => status?.typeChecking?.expressionWarnings ?? [])).toEqual([]);
    });

    it('is written as the API server has it, so that Argo CD sees no difference', async () => {
      const diff = ['diff', '--server-side', '--filename', '-'];

      expect(await kubectl(diff, list(policyObjects(production)))).toEqual({ ok: true, output: '', errors: '' });
    });

    it.each(platformWorkloads())('lets the platform itself pass: %s', async (_, create) => {
      const answer = await send(kubectl, { create });

      // Falco's profile of AppArmor is an annotation, of whose age Kubernetes itself warns.
      expect([answer.ok, warnings(answer)]).toEqual([true, []]);
    });
  });

  describe('in production, with digests required', () => {
    beforeAll(() => enforce(withDigests, casesWithDigests));

    it.each(titled(casesWithDigests))('%s', (_, one) => judge(one));
  });

  describe('in a lab', () => {
    const refused = cases.filter((one) => one.refused !== undefined && !('debug' in one.request));
    const warned = refused.filter(({ policy }) => policy !== 'protected-deletion');

    beforeAll(async () => {
      await make(policyObjects(lab));
      await soon(async () => {
        for (const { request, as } of warned) expect(await send(kubectl, request, as)).toMatchObject({ ok: true });
      });
    });

    it.each(titled(warned))('%s: warns', async (_, { policy, request, as, refused: message }) => {
      const answer = await send(kubectl, request, as);

      expect(answer).toMatchObject({ ok: true });
      expect(warnings(answer)).toEqual([{ policy: `polder-${policy}`, message }]);
    });

    it.each(titled(refused.filter(({ policy }) => policy === 'protected-deletion')))('%s', (_, one) => judge(one));
  });

  async function judge({ policy, request, as, refused }: Case): Promise<void> {
    const answer = await send(kubectl, request, as);

    if (refused === undefined) expect(answer).toMatchObject({ ok: true, errors: '' });
    else expect(refusal(answer) ?? answer).toEqual({ policy: `polder-${policy}`, message: refused });
  }

  /** Writes the policies and waits until the API server uses all of them, which takes it a moment. */
  async function enforce(changes: Changes, expected: readonly Case[]): Promise<void> {
    const refused = expected.filter((one) => one.refused !== undefined && !('debug' in one.request));
    const probes = [...new Map(refused.map((one) => [one.policy, one])).values()];
    await make(policyObjects(changes));
    await soon(() => Promise.all(probes.map(judge)));
  }

  /** Applies objects; a definition may not be known at once. */
  async function make(objects: readonly KubeObject[]): Promise<void> {
    const apply = ['apply', '--server-side', '--force-conflicts', '--filename', '-'];
    await soon(async () => expect(await kubectl(apply, list(objects))).toMatchObject({ ok: true }));
  }
});

/** Tries again until it holds. */
function soon<T>(claim: () => Promise<T>): Promise<T> {
  return vi.waitFor(claim, { timeout: 60_000, interval: 1000 });
}

function titled(some: readonly Case[]): [string, Case][] {
  return some.map((one) => [`${one.policy} ${one.it}`, one]);
}

function policyObjects(changes: Changes): readonly KubeObject[] {
  return renderComponent({ name: 'admission-policies' }, changes).objects;
}

function list(items: readonly KubeObject[]): unknown {
  return { apiVersion: 'v1', kind: 'List', items };
}

function account(namespace: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
}

/** Every workload of the catalogue, by `Kind/namespace/name`, in a namespace of the cases with the same layer. */
function platformWorkloads(): [string, KubeObject][] {
  return catalogue.flatMap((component: AnyComponent) =>
    renderAlone(component, settings)
      .built.objects.filter((object) => podsOf(object, 1) !== undefined)
      .map((object): [string, KubeObject] => {
        const namespace = component.namespace.podSecurity === 'privileged' ? system : other;
        return [objectText(object), { ...object, metadata: { name: object.metadata.name, namespace } }];
      }),
  );
}
