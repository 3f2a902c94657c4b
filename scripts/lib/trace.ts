import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A stack trace with places in the sources for those in a bundle of load.mjs. Read only when something fails, so that nothing else waits for it. */
export function inSources(trace: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return trace.replaceAll(/(file:\/\/[^\s():]+\.mjs):(\d+):(\d+)/g, (place, url: string, line: string, column: string) => {
    const file = fileURLToPath(url);
    if (!maps.has(file)) maps.set(file, mapOf(file));
    const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return place;
    return `${relative(process.cwd(), resolve(dirname(file), entry.originalSource))}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  try {
    const map = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
    return map === undefined ? undefined : new SourceMap(JSON.parse(Buffer.from(map, 'base64').toString()) as SourceMapPayload);
  } catch {
    return undefined; // The bundle was removed since.
  }
}
