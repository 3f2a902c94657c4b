import { z } from 'zod';
import { DnsLabel, TenantHostname } from '../config/values.ts';
import { Cron } from '../kit/cron.ts';
import { SizeSetting } from '../kit/size.ts';
import { appSizes } from './sizes.ts';
import { AppName, ContainerPath, EnvName, EnvValue, HttpPath, ImageReference, JobName, Port, SecretKey, StorePath } from './values.ts';

const Size = z
  .union([z.enum(appSizes), SizeSetting])
  .default('small')
  .describe('What each pod gets: small (128Mi), medium (512Mi), large (2Gi), or cpu and memory that it requests and cpuLimit');

const Command = z.array(z.string()).optional();

const Health = z.union([
  HttpPath,
  z.strictObject({
    ready: HttpPath.describe('Answers 2xx when requests are welcome'),
    live: HttpPath.describe('Answers 2xx as long as a restart would not help: it asks no other program, such as the database'),
    start: HttpPath.optional().describe('Answers 2xx once the program has started; left out: the path of live'),
  }),
]);

const Autoscaling = z.strictObject({
  from: z.int().min(1).max(50).describe('The fewest pods'),
  to: z.int().min(2).max(50).describe('The most pods; the quota of the namespace must hold them'),
  cpuPercent: z.int().min(10).max(200).default(80).describe('How much of the CPU that they request pods use on average before more start'),
});

const Env = z.record(EnvName, EnvValue);

const Secret = z.strictObject({
  path: StorePath.optional().describe(
    "Where it stands in the secret store, as <namespace>/<name>: the tenant's file has secrets: true; left out: a Secret of this name is in the namespace already",
  ),
  env: z
    .record(EnvName, SecretKey.describe('The key in it'))
    .refine((env) => Object.keys(env).length > 0, { error: 'names no variable, so nothing would read it; write one, such as BETALEN_SLEUTEL: sleutel' })
    .describe('Variables, and the key that each comes from'),
});

const Job = z.strictObject({
  schedule: Cron.describe('When it runs, in UTC, as cron writes it'),
  command: Command.describe("What runs instead of the image's own program"),
  args: Command.describe('What it is told'),
  minutes: z.int().min(1).max(1440).default(30).describe('How long it may take, with all tries'),
  size: Size,
});

/** What a team says of an application: one file each, or the same as an argument of `app()`. */
export const App = z.strictObject({
  name: AppName.describe('Its name in the namespace: of its Deployment, its Service and all else'),
  image: ImageReference.describe('The image, with its version; a digest behind it is kept'),
  command: Command.describe("What runs instead of the image's own program"),
  args: Command.describe('What the program is told'),
  port: Port.default(8080).describe('The port that the container listens on, by HTTP'),
  hostnames: z
    .array(TenantHostname)
    .default([])
    .describe("Where it is public: of the hostnames that the tenant's file gives the namespace; a single label is below the cluster's domain"),
  health: Health.optional().describe(
    'The path that answers 2xx when all is well, or one for each question; left out: it is well when the port takes connections',
  ),
  startSeconds: z.int().min(5).max(1800).default(60).describe('How long it may take to start'),
  size: Size,
  replicas: z
    .union([z.int().min(1).max(50), Autoscaling])
    .default(2)
    .describe('How many pods; or from, to and cpuPercent, and an autoscaler counts'),
  user: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional()
    .describe('The user that it runs as, where the image names none by number; never root'),
  writable: z.array(ContainerPath).default(['/tmp']).describe('Folders that it may write, empty at each start, 64Mi each; all else is read-only'),
  env: Env.default({}).describe('Variables; no secrets, since this file is in Git'),
  files: z.record(ContainerPath, z.string().max(262_144).describe('Its text')).default({}).describe('Configuration files: a change rolls the pods; no secrets'),
  needs: z
    .strictObject({
      database: DnsLabel.optional().describe("A database of the tenant's file: variables DATABASE_…"),
      bucket: DnsLabel.optional().describe("A bucket of the tenant's file: variables BUCKET_… and AWS_…"),
      login: DnsLabel.optional().describe("A login of the tenant's file: variables OIDC_…"),
    })
    .prefault({})
    .describe('What it uses of the platform, by the names in the file of the tenant'),
  secrets: z.record(DnsLabel, Secret).default({}).describe('Secrets that it reads, by the name of the Secret'),
  calls: z
    .record(AppName, Port.describe('The port of its container'))
    .default({})
    .describe('Other applications of the namespace that it calls, and on which port: opens both ends'),
  metrics: z
    .strictObject({
      path: HttpPath.default('/metrics').describe('The path'),
      port: Port.optional().describe('The port, where it is another than that of the program'),
    })
    .optional()
    .describe('Where Prometheus reads its metrics'),
  jobs: z.record(JobName, Job).default({}).describe('What runs by the clock, of the same image with the same variables'),
});
export type App = z.output<typeof App>;
/** As it is written: what has a default may be left out. */
export type AppInput = z.input<typeof App>;
