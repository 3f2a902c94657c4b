import { problemAt, type Rule } from './rules.ts';

/** Without internet, what has no mirror cannot be had: pods would stay in ImagePullBackOff and Applications in Unknown. */
export const airGappedHasMirrors: Rule = (clusters) =>
  clusters
    .filter(({ config }) => config.airGapped)
    .flatMap((cluster) =>
      (['registry', 'git'] as const)
        .filter((kind) => cluster.config.mirrors[kind] === undefined)
        .map((kind) =>
          problemAt(
            cluster,
            ['airGapped'],
            `an air-gapped cluster needs mirrors.${kind}; write where the site mirrors ${kind === 'registry' ? 'images' : 'repositories'}`,
          ),
        ),
    );
