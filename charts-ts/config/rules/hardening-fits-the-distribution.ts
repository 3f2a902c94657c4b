import { problemAt, type Rule } from './rules.ts';

/** Talos and Flatcar are operating systems: a node of Talos Linux is in a cluster of Talos, and Talos and OpenShift bring their own. */
export const hardeningFitsTheDistribution: Rule = (clusters) =>
  clusters.flatMap((cluster) => {
    const { nodes, distribution } = cluster.config;
    return nodes.flatMap(({ hardening }, index) => {
      const at = (message: string) => [problemAt(cluster, ['nodes', index, 'hardening'], message)];
      if (hardening === 'talos' && distribution !== 'talos')
        return at(`Talos is told of nodes, and ${distribution} of the cluster; write distribution: talos, or what guards these nodes`);
      if (hardening === 'flatcar' && (distribution === 'talos' || distribution === 'openshift'))
        return at(`${distribution} does not run on Flatcar; write ${distribution === 'talos' ? 'talos' : 'selinux'}, or another distribution`);
      return [];
    });
  });
