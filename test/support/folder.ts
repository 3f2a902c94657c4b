import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Makes a temporary folder from an object of path to text, and removes it after the test. Returns its path.
 * Outside a test, say when: `folder(files, afterAll)`.
 */
export function folder(files: Readonly<Record<string, string | Buffer>>, when: (remove: () => void) => void = onTestFinished): string {
  const root = mkdtempSync(join(tmpdir(), 'polder-test-'));
  when(() => rmSync(root, { recursive: true, force: true }));
  put(root, files);
  return root;
}

/** Writes files below a folder. */
export function put(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
