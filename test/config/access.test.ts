import { describe, expect, it } from 'vitest';
import { Access, groupsWith } from '../../charts-ts/config/access.ts';

const access = Access.parse({ beheer: 'administrator', 'piket dienst': 'operator', audit: 'viewer', alles: 'administrator', weg: 'none' });

describe('access', () => {
  it('tells the groups of a role, sorted', () => {
    expect(groupsWith(access, 'administrator')).toEqual(['alles', 'beheer']);
  });

  it('tells the groups of several roles together', () => {
    expect(groupsWith(access, 'operator', 'viewer')).toEqual(['audit', 'piket dienst']);
  });

  it('leaves out a group that a cluster took away', () => {
    expect(groupsWith(access, 'administrator', 'operator', 'viewer')).not.toContain('weg');
  });

  it.each(['system:masters', 'a,b', 'a:b', 'a/b', '', ' a', 'x'.repeat(64)])('takes no group that a program would read as something else: %j', (group) => {
    expect(Access.safeParse({ [group]: 'viewer' }).success).toBe(false);
  });
});
