/** What the package `@polder/app` gives: applications in one declaration, and what the platform's own components are written with. */
export { type Loaded, type Problem, pathText, problemText } from '../config/problem.ts';
export { autoscaler } from '../kit/autoscaler.ts';
export { cronJob, type JobOptions } from '../kit/job.ts';
export { selectorLabels } from '../kit/labels.ts';
export { type Alert, alerts, monitor, podMonitor, type Recording, type Scraping } from '../kit/metrics.ts';
export { allow, siblings, type Traffic } from '../kit/network.ts';
export type { KubeObject } from '../kit/object.ts';
export { probe } from '../kit/probe.ts';
export { serviceAccount } from '../kit/rbac.ts';
export { resource } from '../kit/resource.ts';
export { route } from '../kit/route.ts';
export { fromStore, tenantStoreName } from '../kit/secret.ts';
export {
  type ContainerOptions,
  configMapEnv,
  configMapVolume,
  deployment,
  emptyDir,
  fieldEnv,
  httpProbe,
  mount,
  type Probes,
  type Size,
  type StatefulSetOptions,
  secretEnv,
  secretVolume,
  service,
  statefulSet,
  tcpProbe,
  type WorkloadOptions,
} from '../kit/workload.ts';
export { app } from './app.ts';
export { App, type AppInput } from './declaration.ts';
export { ForTenants, forTenantsFile } from './facts.ts';
export { pulledImage } from './image.ts';
export { appFiles, appObjects, headerStart, objectFiles, objectsOf, type ReadApp, readApp, readFacts } from './render.ts';
