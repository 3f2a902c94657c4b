import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from './support/command.ts';

const repository = join(import.meta.dirname, '..');

describe('the first command of the README', () => {
  const root = mkdtempSync(join(tmpdir(), 'polder-test-'));
  let printed = '';

  beforeAll(async () => {
    for (const folder of ['clusters', 'platform']) cpSync(join(repository, folder), join(root, folder), { recursive: true });
    printed = (await command('generate', ['--root', root])).stdout;
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(['README.md', 'README.nl.md'])('prints in a fresh clone what %s shows', (file) => {
    const table = printed
      .trim()
      .split('\n')
      .map((line) => line.trimEnd());

    expect(readFileSync(join(repository, file), 'utf8')).toContain(table.join('\n'));
  });
});
