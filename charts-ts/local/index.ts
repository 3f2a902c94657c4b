import type { AnyComponent } from '../kit/component.ts';

/**
 * The fork's own components, which stand in the folders beside this file: docs/extending.md. Upstream has none, and leaves
 * this file as it is, so that what a fork writes here never conflicts with what upstream changes.
 */
export const local = [] as const satisfies readonly AnyComponent[];
