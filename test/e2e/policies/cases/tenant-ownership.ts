import { polder } from '../../../../charts-ts/kit/labels.ts';
import type { Case } from '../case.ts';
import { namespace, tenantNamespace } from '../objects.ts';
import { team } from '../setting.ts';

export const tenantOwnership: readonly Case[] = [
  { policy: 'tenant-ownership', it: 'lets a namespace pass that says all', request: { create: tenantNamespace('cases-new', 'nieuw') } },
  { policy: 'tenant-ownership', it: 'asks nothing of a namespace without a tenant', request: { create: namespace('cases-new') } },
  {
    policy: 'tenant-ownership',
    it: 'takes labels too',
    request: {
      create: namespace(
        'cases-new',
        { [polder.tenant]: 'nieuw', [polder.costCentre]: '4711', [polder.owner]: 'gemeente' },
        { [polder.contact]: 'a@voorbeeld.example.nl' },
      ),
    },
  },
  {
    policy: 'tenant-ownership',
    it: 'refuses a namespace of which nothing is known',
    request: { create: namespace('cases-new', { [polder.tenant]: 'nieuw' }) },
    refused:
      'namespace "cases-new" of tenant "nieuw" has no polder.internal/owner, polder.internal/cost-centre, polder.internal/contact; add them as annotations',
  },
  {
    policy: 'tenant-ownership',
    it: 'refuses that the contact is emptied',
    request: { update: namespace(team), to: { metadata: { annotations: { [polder.contact]: '' } } } },
    refused: `namespace "${team}" of tenant "voorbeeld" has no polder.internal/contact; add them as annotations`,
  },
];
