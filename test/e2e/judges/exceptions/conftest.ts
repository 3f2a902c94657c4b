import type { Exception } from '../lib/findings.ts';

/** Our own rules: rego/. What an object states itself needs no line here. */
export const exceptions: readonly Exception[] = [
  {
    rule: 'token-without-rights',
    objects: ['headlamp Deployment/headlamp/headlamp'],
    reason: 'it finds the API server by what is mounted beside the token, and acts with the rights of whoever is logged in: the account itself may nothing',
  },
];
