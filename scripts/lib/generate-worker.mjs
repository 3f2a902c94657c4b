// A worker thread does not inherit the loader that reads TypeScript on Node 20: so it is registered here.
import { register } from 'tsx/esm/api';

register();
await import('./generate-worker.ts');
