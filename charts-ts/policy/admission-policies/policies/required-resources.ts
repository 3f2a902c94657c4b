import { all, cel, each, literal, say, when } from '../cel.ts';
import { containers, podSpecIsNew, podsAndTemplates } from '../pods.ts';
import type { Policy } from '../types.ts';

const amounts = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

function has(amount: string): string {
  return `c.?resources.?${amount.replace('.', '.?')}.hasValue()`;
}

const missing = `(${all(amounts.map((amount) => when(`!${has(amount)}`, literal(amount))))}).join(', ')`;

/** Without requests a node is promised twice; without limits one leak takes it down, and its neighbours with it. */
export const requiredResources: Policy<'required-resources'> = {
  name: 'required-resources',
  rule: 'every container has requests and limits for cpu and memory; write them under resources',
  requests: podsAndTemplates,
  where: { '': {} },
  onlyWhen: podSpecIsNew,
  variables: containers,
  complaints: each(
    'variables.containers',
    'c',
    `!(${amounts.map(has).join(' && ')})`,
    say`container "${cel('c.name')}" has no ${cel(missing)}; write what it needs under resources`,
  ),
};
