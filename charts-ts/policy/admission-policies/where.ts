import { polder } from '../../kit/labels.ts';
import type { Policy } from './types.ts';

/** Objects in namespaces of tenants, whichever they are. */
export const inTenants: Policy['where'] = { '': { namespaces: [{ key: polder.tenant, operator: 'Exists' }] } };
