import type { Construct } from 'constructs';
import { cronJob } from '../kit/job.ts';
import type { App } from './declaration.ts';
import type { Environment } from './environment.ts';
import type { Files } from './files.ts';
import { sizeOf } from './sizes.ts';

interface JobContext {
  readonly image: string;
  readonly serviceAccount: string;
  readonly priorityClass: string;
  readonly environment: Environment;
  readonly files: Files;
}

/** What runs by the clock: the same image, variables and files as the program. */
export function jobsOf(scope: Construct, app: App, { image, serviceAccount, priorityClass, environment, files }: JobContext): void {
  for (const [job, { schedule, command, args, minutes, size }] of Object.entries(app.jobs))
    cronJob(scope, {
      name: `${app.name}-${job}`,
      serviceAccount,
      callsApi: false,
      priorityClass,
      schedule,
      deadlineSeconds: minutes * 60,
      ...(app.user === undefined ? {} : { runAsUser: app.user }),
      volumes: [...files.volumes, ...environment.volumes],
      containers: [
        {
          name: job,
          image,
          ...(command === undefined ? {} : { command }),
          ...(args === undefined ? {} : { args }),
          env: environment.env,
          size: sizeOf(size),
          mounts: [...files.mounts, ...environment.mounts],
        },
      ],
    });
}
