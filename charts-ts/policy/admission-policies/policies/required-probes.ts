import { all, cel, each, say } from '../cel.ts';
import { podSpec, podSpecIsNew } from '../pods.ts';
import type { Policy } from '../types.ts';

function without(probe: string, reason: string): string {
  return each('variables.podSpec.containers', 'c', `!has(c.${probe})`, say`container "${cel('c.name')}" has no ${probe}; add one, ${reason}`);
}

/** Programs that go on for ever say whether they can: Jobs end, and pods alone are not replaced, so these need none. */
export const requiredProbes: Policy<'required-probes'> = {
  name: 'required-probes',
  rule: 'every container of a Deployment, StatefulSet or DaemonSet has a readinessProbe and a livenessProbe; add them',
  requests: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments', 'statefulsets', 'daemonsets'] }],
  where: { '': {} },
  onlyWhen: podSpecIsNew,
  variables: podSpec,
  complaints: all([
    without('readinessProbe', 'so that it gets no requests before it can answer them'),
    without('livenessProbe', 'so that it is restarted when it hangs'),
  ]),
};
