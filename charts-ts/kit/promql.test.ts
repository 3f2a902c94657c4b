import { describe, expect, it } from 'vitest';
import { selectorsOf, withSelectors } from './promql.ts';

describe('the selectors of an expression', () => {
  it.each([
    ['up', ['up{}']],
    ['up{job="a"} == 1', ['up{job="a"}']],
    ['absent(up {job="a"})', ['up{job="a"}']],
    ['sum by (pod, le) (rate(shop_total{code=~"5.."}[5m])) > 0.1', ['shop_total{code=~"5.."}']],
    ['sum(shop_total) BY (pod) / sum without (pod) (other_total)', ['shop_total{}', 'other_total{}']],
    ['a * on (node) group_left (tenant) b unless on () c', ['a{}', 'b{}', 'c{}']],
    ['a offset 172800s or vector(0) and bool_like > bool 1', ['a{}', 'bool_like{}']],
    ['min_over_time(max by (namespace) (a)[1h:1m]) > 1e9', ['a{}']],
    ['label_replace(up, "namespace", "$1", "group", ".*/(a|b{2})-x")', ['up{}']],
    ['polder:namespace:payer > node:cpu_busy:ratio5m{node="by (x)"}', ['polder:namespace:payer{}', 'node:cpu_busy:ratio5m{node="by (x)"}']],
    ['count({__name__=~"a|b"})', ['{__name__=~"a|b"}']],
    ['a{label="}"} + time() - -Inf', ['a{label="}"}']],
  ])('of %s are found', (expression, selectors) => {
    expect(selectorsOf(expression).map(({ name = '', matchers }) => `${name}{${matchers}}`)).toEqual(selectors);
  });
});

describe('a matcher', () => {
  it('is added to each selector that wants one, and to nothing else', () => {
    const added = withSelectors('sum by (a) (rate(a{b="a"}[5m])) / on (a) a > bool c and {d="1"}', ({ name }) => (name === 'c' ? undefined : 'x="1"'));

    expect(added).toBe('sum by (a) (rate(a{x="1",b="a"}[5m])) / on (a) a{x="1"} > bool c and {x="1",d="1"}');
  });
});
