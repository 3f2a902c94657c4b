import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kubernetesMinors } from '../../../charts-ts/config/facts.ts';
import { prepareControlPlane } from './control-plane.ts';
import { prepareMirror } from './git-mirror.ts';
import { prepareDebian } from './images/debian.ts';
import { prepareKeycloak } from './keycloak.ts';
import { prepareOpenApi } from './openapi.ts';
import { buildPrograms, isBuilt } from './programs.ts';
import { preparePython } from './python.ts';
import { extras, type Program, pretendedPrograms, realPrograms, scalePrograms } from './recipes.ts';
import { sandboxCommand } from './sandbox.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');

/** Which tests run: those of the control plane with nodes that only pretend, those of a real node, or those of very many tenants. */
export type Suite = 'pretended' | 'real' | 'scale';

const configurations: Readonly<Record<Suite, string>> = {
  pretended: 'test/e2e/vitest.config.ts',
  real: 'test/e2e/real/vitest.config.ts',
  scale: 'test/e2e/scale/vitest.config.ts',
};

/**
 * Builds what the tests need (with network), then runs vitest with these arguments inside a sandbox (without).
 * Returns vitest's exit code. Throws when a tool is missing or a program does not build.
 * The sandbox's folder with all logs is kept when a test failed or POLDER_E2E_KEEP is set, and its path is printed.
 */
export async function runE2e(args: readonly string[] = [], { suite = 'pretended' }: { suite?: Suite } = {}): Promise<number> {
  const vitest = resolve(root, 'node_modules/vitest/vitest.mjs');
  const command = [process.execPath, vitest, 'run', '--config', resolve(root, configurations[suite]), ...args];
  const { argv, env, folder } = sandboxCommand(command, suite === 'real');
  await buildE2e(suite);
  prepareControlPlane();
  prepareMirror();
  if (suite !== 'scale') prepareKeycloak();
  if (suite === 'real') prepareDebian();
  if (suite === 'pretended') {
    prepareOpenApi(kubernetesMinors);
    preparePython();
  }

  const [file, ...rest] = argv;
  const child = spawn(file, rest, { cwd: root, env, stdio: 'inherit' });
  // unshare itself waits through these signals; ending it ends everything inside.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGKILL'));
  const code = await new Promise<number>((done, fail) => child.once('error', fail).once('exit', (status) => done(status ?? 1)));

  if (code === 0 && process.env['POLDER_E2E_KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
  else process.stderr.write(`logs and data: ${folder}\n`);
  return code;
}

/** Builds the programs of a suite, and runs nothing: beside what needs no program. Throws when one does not build. */
export async function buildE2e(suite: Suite): Promise<void> {
  // One cluster needs all of it: only the tests of single programs can be left out.
  await buildPrograms(programsOf(suite), suite === 'pretended' ? extras : []);
}

/** The programs of a suite that are not built yet. */
export function missingPrograms(suite: Suite): readonly Program[] {
  return programsOf(suite).filter((program) => !isBuilt(program));
}

function programsOf(suite: Suite): readonly Program[] {
  return { pretended: pretendedPrograms, real: realPrograms, scale: scalePrograms }[suite];
}
