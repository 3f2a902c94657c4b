import { describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { type ImageChange, imageChanges } from '../../charts-ts/diff/images.ts';
import { comparison, notesOf } from '../../charts-ts/diff/release-notes.ts';
import { sourceChanges } from '../../charts-ts/diff/sources.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { object, pair, workload } from './objects.ts';

const known = new Set(['quay.io/keycloak/keycloak', 'ghcr.io/kedacore/keda']);
const digest = `sha256:${'a'.repeat(64)}`;

describe('images', () => {
  it.each<readonly [string, string | undefined, string | undefined, readonly Omit<ImageChange, 'notes'>[]]>([
    [
      'another version, below a mirror',
      'mirror.example.nl:5000/all/quay.io/keycloak/keycloak:26.7.3',
      'mirror.example.nl:5000/all/quay.io/keycloak/keycloak:26.7.4',
      [{ repository: 'quay.io/keycloak/keycloak', before: ['26.7.3'], after: ['26.7.4'] }],
    ],
    ['another mirror is no other version', 'a.example.nl/quay.io/keycloak/keycloak:26.7.4', 'b.example.nl/quay.io/keycloak/keycloak:26.7.4', []],
    [
      'a digest under the same version',
      'quay.io/keycloak/keycloak:26.7.4',
      `quay.io/keycloak/keycloak:26.7.4@${digest}`,
      [{ repository: 'quay.io/keycloak/keycloak', before: ['26.7.4'], after: [`26.7.4@${digest}`] }],
    ],
    [
      'one that the catalogue does not know',
      'registry.example.nl/own/web:1',
      'registry.example.nl/own/web:2',
      [{ repository: 'registry.example.nl/own/web', before: ['1'], after: ['2'] }],
    ],
    ['a new one', undefined, 'quay.io/keycloak/keycloak:26.7.4', [{ repository: 'quay.io/keycloak/keycloak', before: [], after: ['26.7.4'] }]],
  ])('tell %s', (_, before, after, expected) => {
    const of = (image: string | undefined) => (image === undefined ? undefined : workload('Deployment', { image }));

    expect(imageChanges([pair(of(before), of(after))], known).map(({ notes: _notes, ...rest }) => rest)).toEqual(expected);
  });

  it('are found in arguments and texts where the catalogue knows them, and addresses are not', () => {
    const map = (version: string) =>
      object('v1', 'ConfigMap', 'a', { data: { conf: `image=a.example.nl/ghcr.io/kedacore/keda:${version}\nurl: http://web.shop.svc/path:8080` } });

    expect(imageChanges([pair(map('2.20.0'), map('2.21.0'))], known).map(({ repository, after }) => `${repository} ${after}`)).toEqual([
      'ghcr.io/kedacore/keda 2.21.0',
    ]);
  });
});

describe('release notes', () => {
  it.each([
    ['quay.io/jetstack/cert-manager-webhook', 'v1.21.2', 'https://github.com/cert-manager/cert-manager/releases/tag/v1.21.2'],
    ['ghcr.io/kedacore/keda-metrics-apiserver', '2.21.0', 'https://github.com/kedacore/keda/releases/tag/v2.21.0'],
    ['quay.io/keycloak/keycloak', '26.7.4', 'https://github.com/keycloak/keycloak/releases'],
    ['ghcr.io/aquasecurity/trivy-db', '2', undefined],
    ['registry.example.nl/own/web', '1', undefined],
  ])('of %s %s are at %s', (image, version, page) => {
    expect(notesOf(image, version)).toBe(page);
  });

  it('agree with the repositories of the definitions, where a component has both', () => {
    const differing = catalogue.flatMap(({ name, crds, images }: AnyComponent) => {
      const pages = Object.values(images).flatMap(({ repository, version }) => notesOf(repository, version) ?? []);
      const sources = crds.map(({ repository, tag }) => `${repository.replace(/\.git$/, '')}/releases/tag/${tag}`);
      // The patch may lag behind: who releases, and how tags are written, must be the same.
      const start = (page: string) => page.replace(/\d+(\.\d+)*$/, '');
      return sources.some((source) => pages.length > 0 && !pages.some((page) => start(page) === start(source))) ? [name] : [];
    });

    expect(differing).toEqual([]);
  });

  it('between two revisions are a comparison at GitHub, also of what a mirror serves', () => {
    expect(comparison('https://git.example.nl/mirror/github.com/kyverno/kyverno.git', 'v1', 'v2')).toBe('https://github.com/kyverno/kyverno/compare/v1...v2');
    expect(comparison('https://codeberg.org/forgejo/forgejo.git', 'v1', 'v2')).toBeUndefined();
  });
});

describe('sources of Argo CD', () => {
  const application = (targetRevision: string, path = 'crds') =>
    object(
      'argoproj.io/v1alpha1',
      'Application',
      'keda-crds',
      { spec: { source: { repoURL: 'https://github.com/kedacore/keda.git', targetRevision, path } } },
      'argocd',
    );

  it('tell another revision, with what changed upstream', () => {
    expect(sourceChanges([pair(application('v2.20.0'), application('v2.21.0'))])).toMatchObject([
      { before: 'v2.20.0', after: 'v2.21.0', notes: 'https://github.com/kedacore/keda/compare/v2.20.0...v2.21.0' },
    ]);
  });

  it('tell another folder, without a comparison of the same revision', () => {
    const [change, ...others] = sourceChanges([pair(application('v2'), application('v2', 'config'))]);

    expect(others).toEqual([]);
    expect(change).toMatchObject({ before: 'v2, folder crds', after: 'v2, folder config' });
    expect(change).not.toHaveProperty('notes');
  });
});
