/** Velero finds its own Deployment and DaemonSet by these names, and makes jobs and pods like them. */
export const server = 'velero';
export const nodeAgent = 'node-agent';

/** How pods are labelled that Velero starts: one for each volume that is moved, and one that tidies up the repository. */
export const dataMover = 'velero-data-mover';
export const maintenance = 'velero-maintenance';

export const namespace = 'velero';
export const ports = { metrics: 8085 } as const;

/** The key that volumes are encrypted with. Without this Secret Velero makes it, with a password that stands in its source code. */
export const repositoryKey = { name: 'velero-repo-credentials', key: 'repository-password' } as const;

/** ConfigMaps that Velero reads. */
export const settings = { nodeAgent: 'node-agent-settings', maintenance: 'maintenance-settings', repository: 'repository-settings' } as const;
