import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = join(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(repository, path), 'utf8');

/** What the standard requires, of version 0.7: https://yml.publiccode.tools/schema.core.html */
const PublicCode = z.object({
  publiccodeYmlVersion: z.literal('0.7'),
  name: z.string().min(1),
  url: z.url(),
  platforms: z.array(z.string()).min(1),
  developmentStatus: z.enum(['concept', 'development', 'beta', 'stable', 'obsolete']),
  softwareType: z.enum([
    ...(['standalone/mobile', 'standalone/iot', 'standalone/desktop', 'standalone/web', 'standalone/backend', 'standalone/other'] as const),
    ...(['addon', 'library', 'configurationFiles'] as const),
  ]),
  softwareVersion: z.string(),
  description: z.record(
    z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
    z.object({
      localisedName: z.string().optional(),
      shortDescription: z.string().max(150),
      longDescription: z.string().min(150).max(10_000),
      features: z.array(z.string()).min(1),
    }),
  ),
  legal: z.object({ license: z.string().min(1) }),
  maintenance: z.object({ type: z.enum(['internal', 'contract', 'community', 'none']), contacts: z.array(z.object({ name: z.string() })).min(1) }),
  localisation: z.object({ localisationReady: z.boolean(), availableLanguages: z.array(z.string()).min(1) }),
});

const Package = z.object({ version: z.string(), license: z.string() });
const packageFile = Package.parse(JSON.parse(textOf('package.json')));

describe('publiccode.yml', () => {
  it('has what the standard requires', () => {
    expect(PublicCode.safeParse(load(textOf('publiccode.yml'))).error?.issues ?? []).toEqual([]);
  });

  it('says the version and the licence that the package has', () => {
    expect(load(textOf('publiccode.yml'))).toMatchObject({ softwareVersion: packageFile.version, legal: { license: packageFile.license } });
  });
});

describe('the licence', () => {
  it('stands once by its SPDX name, where REUSE looks for it, and is that of every file', () => {
    expect(textOf(`LICENSES/${packageFile.license}.txt`)).toBe(textOf('LICENSE'));
    expect(textOf('REUSE.toml')).toContain(`path = "**"`);
    expect(textOf('REUSE.toml')).toContain(`SPDX-License-Identifier = "${packageFile.license}"`);
  });
});

const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const Workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.string()).optional(), steps: z.array(Step) })),
});

const workflows = readdirSync(join(repository, '.github/workflows')).map((file) => {
  const text = textOf(`.github/workflows/${file}`);
  return { file, text, ...Workflow.parse(load(text)) };
});

describe.each(workflows)('the workflow $file', ({ on, permissions, jobs, text }) => {
  const all = Object.values(jobs);

  it('may read, and each job that may more says so itself', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  it('takes each action by its commit, with the version beside it for people and Renovate', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));

    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('keeps no token in the checkout', () => {
    for (const { uses = '', with: settings } of all.flatMap(({ steps }) => steps))
      if (uses.startsWith('actions/checkout@')) expect(settings).toMatchObject({ 'persist-credentials': false });
  });

  it('never runs what a fork brings where there is a token', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    for (const { permissions: own = {}, steps } of all) {
      const writes = Object.values(own).includes('write');
      const hasToken = steps.some(({ env = {} }) => Object.keys(env).some((name) => /TOKEN/.test(name)));
      if (!writes && !hasToken) continue;
      // What such a job checks out, where it does, is the default branch.
      const refs = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')).map((step) => step.with?.['ref']);
      expect(refs.filter((ref) => !/^\$\{\{ github\.event\.repository\.default_branch \}\}$/.test(String(ref)))).toEqual([]);
    }
  });

  it('puts nothing that somebody else typed into a command', () => {
    expect(all.flatMap(({ steps }) => steps).filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });
});

describe('the workflow package.yaml', () => {
  it('publishes a version that is tagged, which the package and the repository share', () => {
    const own = workflows.find(({ file }) => file === 'package.yaml');

    expect(own?.on).toEqual({ push: { tags: ['v*'] } });
    expect(Package.parse(JSON.parse(textOf('packages/app/package.json'))).version).toBe(packageFile.version);
  });
});

describe('the workflows for pull requests', () => {
  it('are two, the second after the first', () => {
    const [first, second] = ['pull-request.yaml', 'pull-request-tell.yaml'].map((name) => workflows.find(({ file }) => file === name));

    expect(first?.on).toHaveProperty('pull_request');
    expect(second?.on['workflow_run']).toMatchObject({ workflows: [/^name: (.+)$/m.exec(first?.text ?? '')?.[1]] });
  });
});

describe('CODEOWNERS', () => {
  it('names folders and files that there are', () => {
    const paths = textOf('.github/CODEOWNERS')
      .split('\n')
      .flatMap((line) => (line.startsWith('/') ? [line.split(/\s+/)[0] ?? ''] : []));

    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(paths.length).toBeGreaterThan(0);
  });
});

describe('the dev container', () => {
  it('is an exact version of the oldest Node that is supported', () => {
    const { image } = z.object({ image: z.string() }).parse(JSON.parse(textOf('.devcontainer/devcontainer.json')));

    expect(image).toMatch(/^docker\.io\/library\/node:20\.\d+\.\d+-\w+$/);
  });
});

/** Of version 0.8.0: https://standard.publiccode.net/criteria/ */
const criteria = [
  ...['code-in-the-open', 'bundle-policy-and-source-code', 'make-the-codebase-reusable-and-portable', 'welcome-contributors', 'make-contributing-easy'],
  ...['maintain-version-control', 'require-review-of-contributions', 'document-codebase-objectives', 'document-the-code', 'use-plain-english'],
  ...['use-open-standards', 'use-continuous-integration', 'publish-with-an-open-license', 'make-the-codebase-findable', 'use-a-coherent-style'],
  'document-codebase-maturity',
];

describe('docs/standard-for-public-code.md', () => {
  it('answers every criterion, once', () => {
    const named = [...textOf('docs/standard-for-public-code.md').matchAll(/standard\.publiccode\.net\/criteria\/([a-z-]+)\.html/g)].map(([, name]) => name);

    expect(named.toSorted()).toEqual(criteria.toSorted());
  });
});

describe('texts for contributors', () => {
  it.each([
    ...['AGENTS.md', 'CONTRIBUTING.md', 'GOVERNANCE.md', 'SECURITY.md', 'docs/extending.md', 'docs/pull-requests.md', 'docs/standard-for-public-code.md'],
  ])('%s links to what is there', (file) => {
    const links = [...textOf(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map(([, path = '']) => normalize(join(dirname(file), path)));

    expect(links.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});
