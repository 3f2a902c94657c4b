import { writeFileSync } from 'node:fs';

/** Loaded into a measured process by bench: writes what the whole process used, threads included, when it ends. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const file = process.env['POLDER_USAGE_FILE'];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024 }));
});
