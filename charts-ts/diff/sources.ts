import { within } from '../checks/pods.ts';
import { maps } from '../checks/reach/workload.ts';
import type { KubeObject } from '../kit/object.ts';
import { type Identity, identityOf, type ObjectPair } from './objects.ts';
import { comparison } from './release-notes.ts';

/** An Argo CD Application that reads another revision, folder or repository than before. */
export interface SourceChange {
  readonly application: Identity;
  /** As it is read now: below the site's mirror, where there is one. */
  readonly repository: string;
  readonly before: string;
  readonly after: string;
  /** What upstream changed between the two. */
  readonly notes?: string;
}

/** Which revisions the Applications among changed objects read: those of definitions (CRDs) are pinned by commit or tag. */
export function sourceChanges(pairs: readonly ObjectPair[]): readonly SourceChange[] {
  return pairs.flatMap(({ before, after }) => {
    if (before === undefined || after === undefined || after.kind !== 'Application' || !after.apiVersion.startsWith('argoproj.io/')) return [];
    const [old, young] = [sourcesOf(before), sourcesOf(after)];
    return young.flatMap((source, index) => {
      const other = old[index];
      if (other === undefined || (other.revision === source.revision && other.repository === source.repository && other.path === source.path)) return [];
      const notes =
        other.repository === source.repository && other.revision !== source.revision
          ? comparison(source.repository, other.revision, source.revision)
          : undefined;
      return [
        {
          application: identityOf(after),
          repository: source.repository,
          before: wordsOf(other, source),
          after: wordsOf(source, other),
          ...(notes === undefined ? {} : { notes }),
        },
      ];
    });
  });
}

interface Source {
  readonly repository: string;
  readonly revision: string;
  readonly path: string;
}

function sourcesOf(application: KubeObject): readonly Source[] {
  const one = within(application, 'spec', 'source');
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return (one === undefined ? maps(within(application, 'spec', 'sources')) : maps([one])).map((source) => ({
    repository: text(source['repoURL']),
    revision: text(source['targetRevision']),
    path: text(source['path']),
  }));
}

/** The revision, and whatever else is not as at the other side. */
function wordsOf(source: Source, other: Source): string {
  return [
    source.revision,
    ...(source.path === other.path ? [] : [`folder ${source.path}`]),
    ...(source.repository === other.repository ? [] : [`of ${source.repository}`]),
  ].join(', ');
}
