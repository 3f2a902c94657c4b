import { afterAll } from 'vitest';
import { endAll } from './process.ts';

// Of each file of tests: runs after its own hooks.
afterAll(endAll);
