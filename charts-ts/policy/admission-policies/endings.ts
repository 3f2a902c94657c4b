import type { Ending } from '../../kit/ending.ts';
import type { Settings } from './settings.ts';

const component = 'components.admission-policies';

/** The API server's expressions have no clock, so none of these ends by itself. */
export function endings({ exemptions, havenRun }: Pick<Settings, 'exemptions' | 'havenRun'>): Ending[] {
  return [
    ...exemptions.map(({ policy, namespace, owner, until }) => ({
      what: `the exemption of ${namespace} from ${policy}`,
      owner,
      until,
      key: `${component}.exemptions`,
      daysBefore: 14,
    })),
    // Its day is the last one of the run, and a run is short.
    ...(havenRun === undefined
      ? []
      : [
          {
            what: `the run of the Haven Compliancy Checker in ${havenRun.namespace}`,
            owner: havenRun.owner,
            until: havenRun.until,
            key: `${component}.havenRun`,
            daysBefore: -1,
          },
        ]),
  ];
}
