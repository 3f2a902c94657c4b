import type { Case } from '../case.ts';
import { httpRoute, ingress, ingressRule } from '../objects.ts';
import { bare, other, team } from '../setting.ts';

const has = 'voorbeeld.example.nl, *.team.example.nl';
const ask = 'use one of those, or ask the platform team to add it to the annotation polder.internal/hostnames';

export const uniqueHostnames: readonly Case[] = [
  ...['voorbeeld.example.nl', 'a.team.example.nl', 'a.b.team.example.nl', '*.team.example.nl'].map(
    (hostname): Case => ({
      policy: 'unique-hostnames-per-tenant',
      it: `lets ${hostname} pass where the namespace has it`,
      request: { create: httpRoute(team, 'web', { hostnames: [hostname] }) },
    }),
  ),
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'lets an Ingress pass for a hostname that the namespace has',
    request: { create: ingress(team, 'web', { rules: [ingressRule('voorbeeld.example.nl')] }) },
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'asks nothing outside tenants',
    request: { create: httpRoute(other, 'web', { hostnames: ['a.example.nl'] }) },
  },
  ...['ander.example.nl', 'team.example.nl', 'notteam.example.nl', '*.example.nl'].map(
    (hostname): Case => ({
      policy: 'unique-hostnames-per-tenant',
      it: `refuses ${hostname}`,
      request: { create: httpRoute(team, 'web', { hostnames: ['voorbeeld.example.nl', hostname] }) },
      refused: `hostname "${hostname}" is not one that this namespace has (${has}); ${ask}`,
    }),
  ),
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses any hostname where the namespace has none',
    request: { create: ingress(bare, 'web', { rules: [ingressRule('voorbeeld.example.nl')] }) },
    refused: `hostname "voorbeeld.example.nl" is not one that this namespace has (none); ${ask}`,
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses a route without a hostname',
    request: { create: httpRoute(team, 'web', {}) },
    refused: `HTTPRoute "web" takes every hostname; write the hostnames that it is for, of those that this namespace has (${has})`,
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses an Ingress with a rule for all hostnames',
    request: { create: ingress(team, 'web', { rules: [ingressRule()] }) },
    refused: `Ingress "web" takes every hostname; write the hostnames that it is for, of those that this namespace has (${has})`,
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses an Ingress with a default backend',
    request: {
      create: ingress(team, 'web', { rules: [ingressRule('voorbeeld.example.nl')], defaultBackend: { service: { name: 'web', port: { number: 80 } } } }),
    },
    refused: `Ingress "web" takes every hostname; write the hostnames that it is for, of those that this namespace has (${has})`,
  },
];
