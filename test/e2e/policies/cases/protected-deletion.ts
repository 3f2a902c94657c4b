import type { Case } from '../case.ts';
import {
  freed,
  freedClaim,
  freedDefinition,
  misnamed,
  misnamedClaim,
  other,
  plainClaim,
  protectedClaim,
  protectedNamespace,
  someDefinition,
} from '../setting.ts';

const goes = 'is protected, since what is in it would go too; to delete it all the same, first run: kubectl annotate';

export const protectedDeletion: readonly Case[] = [
  {
    policy: 'protected-deletion',
    it: 'refuses to delete a protected namespace',
    request: { delete: protectedNamespace },
    refused: `Namespace "cases-protected" ${goes} namespaces cases-protected polder.internal/allow-deletion=cases-protected`,
  },
  {
    policy: 'protected-deletion',
    it: 'wants the name itself, so that no habit and no template deletes',
    request: { delete: misnamed },
    refused: `Namespace "cases-misnamed" ${goes} namespaces cases-misnamed polder.internal/allow-deletion=cases-misnamed`,
  },
  { policy: 'protected-deletion', it: 'lets a namespace go that names itself', request: { delete: freed } },
  {
    policy: 'protected-deletion',
    it: 'refuses to delete anything with the label',
    request: { delete: protectedClaim },
    refused: `ConfigMap "precious" ${goes} configmaps precious --namespace ${other} polder.internal/allow-deletion=precious`,
  },
  {
    policy: 'protected-deletion',
    it: 'lets go what is in a namespace that names itself: who confirms a namespace confirms all in it',
    request: { delete: freedClaim },
  },
  {
    policy: 'protected-deletion',
    it: 'wants the name of the namespace there, too',
    request: { delete: misnamedClaim },
    refused: `ConfigMap "precious" ${goes} configmaps precious --namespace cases-misnamed polder.internal/allow-deletion=precious`,
  },
  { policy: 'protected-deletion', it: 'lets go what is not protected', request: { delete: plainClaim } },
  {
    policy: 'protected-deletion',
    it: 'refuses to delete a definition, with all its objects',
    request: { delete: someDefinition },
    refused: `CustomResourceDefinition "things.cases.polder.internal" ${goes} customresourcedefinitions.apiextensions.k8s.io things.cases.polder.internal polder.internal/allow-deletion=things.cases.polder.internal`,
  },
  { policy: 'protected-deletion', it: 'lets a definition go that names itself', request: { delete: freedDefinition } },
];
