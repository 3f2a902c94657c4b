import type { AlertmanagerFile } from './configuration.ts';

/** What follows from something else is not told on top of it. A label that both lack counts as equal, so each rule asks for what it compares, but alertname, which all have. */
export const inhibitions: AlertmanagerFile['inhibit_rules'] = [
  // The worse of two alerts about the same thing is enough.
  {
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity="warning"'],
    equal: ['alertname', 'namespace', 'name', 'pod', 'node', 'instance'],
  },
  // A node that is gone takes along what runs on it. The platform's own alert has no namespace; one of that name that a tenant makes has.
  { source_matchers: ['alertname="NodeNotReady"', 'namespace=""'], target_matchers: ['severity="warning"', 'node!=""'], equal: ['node'] },
  // A program that does not answer: that its target is down follows, and so does what else it would tell.
  {
    source_matchers: ['alertname=~".+Down"', 'alertname!="TargetDown"', 'job!=""'],
    target_matchers: ['severity="warning"', 'job!=""'],
    equal: ['namespace', 'job'],
  },
];
