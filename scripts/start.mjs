// What npm scripts run: `node scripts/start.mjs generate --check` for `npm run generate -- --check`.
import { load } from './lib/load.mjs';

const [command] = process.argv.splice(2, 1);
await load(`scripts/${command}.ts`);
