// A worker thread begins without any way to read TypeScript on Node 20.
import { load } from './load.mjs';

await load('scripts/lib/generate-worker.ts');
