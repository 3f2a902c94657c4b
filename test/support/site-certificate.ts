import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const siteFile = readFileSync(join(import.meta.dirname, '../../clusters/odc-noord/site.yaml'), 'utf8');

/** A real certificate for tests, PEM: that of the reference site. */
export const siteCertificate = `${/-----BEGIN[\s\S]+END CERTIFICATE-----/.exec(siteFile)?.[0].replace(/^ +/gm, '')}\n`;
