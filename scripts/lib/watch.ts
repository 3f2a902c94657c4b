import { spawn } from 'node:child_process';
import { watch } from 'node:fs';

/**
 * Runs a command of Node's now, and again at each change below the folders: in a process of its own, so that changed code counts
 * too. A change during a run makes one more run. Never returns.
 */
export async function runAtEachChange(command: readonly string[], folders: readonly string[]): Promise<void> {
  let running = false;
  let again = false;
  const start = () => {
    again = running;
    if (running) return;
    running = true;
    spawn(process.execPath, [...command], { stdio: 'inherit' }).on('exit', () => {
      running = false;
      console.error(`${new Date().toTimeString().slice(0, 8)} waiting for a saved file (Ctrl-C ends)`);
      if (again) start();
    });
  };
  let timer: NodeJS.Timeout | undefined;
  for (const folder of folders) {
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer);
      // Editors save in several steps; a tenth of a second later they are done.
      timer = setTimeout(start, 100);
    });
  }
  start();
  await new Promise(() => {});
}
