import { z } from 'zod';

/**
 * What people may do with the platform, by the groups that the identity provider puts them in.
 * administrator: everything. operator: sync, restart, silence, look inside; what Git says stays as it is. viewer: read all but secrets.
 */
export const accessRoles = ['administrator', 'operator', 'viewer'] as const;
export type AccessRole = (typeof accessRoles)[number];

/** A group's name as tokens carry it. No comma, colon or slash: those mean something in the programs that read it. */
export const Group = z.string().regex(/^(?!system:)[A-Za-z0-9][A-Za-z0-9._@ -]{0,62}$/, {
  error: 'is not the name of a group; use letters, digits, ".", "_", "-", "@" and spaces, at most 63, like platform-beheer',
});

/** One table for the whole fleet: a site or cluster adds its own groups, and takes one away with `none`. */
export const Access = z
  .record(Group, z.enum([...accessRoles, 'none']).describe('What the members of the group may do on the platform; none: nothing any more'))
  .default({});
export type Access = z.output<typeof Access>;

/** The groups that have one of these roles, sorted. */
export function groupsWith(access: Access, ...roles: readonly AccessRole[]): string[] {
  return Object.keys(access)
    .filter((group) => (roles as readonly string[]).includes(access[group] ?? 'none'))
    .sort();
}
