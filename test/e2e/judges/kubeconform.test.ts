import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubernetesMinors } from '../../../charts-ts/config/facts.ts';
import { deploymentObject, object } from '../../support/fakes.ts';
import type { Minor } from '../support/openapi.ts';
import { buildPrograms } from '../support/programs.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { exceptions, notJudged } from './exceptions/kubeconform.ts';
import { type Finding, verdict } from './lib/findings.ts';
import { distinct, type Judged, judgedClusters } from './lib/objects.ts';
import { ask, folderOf, inFile } from './lib/run.ts';
import { schemaPattern, writeSchemas } from './lib/schemas.ts';

interface Answer {
  readonly resources: readonly { readonly filename: string; readonly status: string; readonly msg: string }[];
  readonly summary: { readonly valid: number };
}

/** kubeconform: every object is one that its kind's schema describes, without an unknown field. */
describe('kubeconform', async () => {
  const { kubeconform } = await buildPrograms(['kubeconform']);
  const objects = distinct(judgedClusters());

  function judge(
    minor: Minor,
    judged: readonly Judged[],
  ): { readonly findings: readonly Finding[]; readonly valid: number; readonly unknown: readonly string[] } {
    const schemas = join(sandboxFolder(), `schemas-${minor}`);
    const unknown = writeSchemas(schemas, minor, judged);
    const { folder, files } = folderOf(judged);
    const args = ['-strict', '-ignore-missing-schemas', '-schema-location', join(schemas, schemaPattern), '-output', 'json', '-summary', folder];
    const { resources, summary } = JSON.parse(ask(kubeconform, args)) as Answer;
    const findings = resources
      .filter(({ status }) => status !== 'statusSkipped')
      .map(({ filename, msg }) => ({ rule: 'schema', judged: inFile(files, folder, filename), message: msg.replace(/^.* failed with '[^']+'\s*/s, '') }));
    return { findings, valid: summary.valid, unknown };
  }

  it.each(kubernetesMinors)('takes every object, by the schemas of Kubernetes %s and of the operators', (minor) => {
    const { findings, valid, unknown } = judge(minor, objects);
    for (const kind of unknown) process.stderr.write(`not judged: ${kind}\n`);

    expect(verdict(findings, exceptions)).toEqual({ unexplained: [], unneeded: [] });
    expect(unknown).toEqual(Object.keys(notJudged).sort());
    expect(valid).toBeGreaterThan(500);
  });

  it('refuses an unknown field, of a built-in kind and of a custom one, and a value of another type', () => {
    const bad = [
      deploymentObject({ pod: { restartPolice: 'Always' } }),
      deploymentObject({ name: 'other', container: { image: 5 } }),
      object('cert-manager.io/v1', 'Certificate', 'web', { spec: { secretName: 'web', issuerRef: { name: 'platform' }, dnsName: ['a.example.nl'] } }, 'apps'),
    ].map((one) => ({ component: 'bad', object: one }));
    const messages = judge('1.37', bad).findings.map(({ judged, message }) => `${judged.object.kind} ${message}`);

    expect(messages.join('\n')).toMatch(/restartPolice/);
    expect(messages.join('\n')).toMatch(/image/);
    expect(messages.join('\n')).toMatch(/Certificate .*dnsName/s);
  });
});
