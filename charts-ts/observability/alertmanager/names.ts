export const name = 'alertmanager';
export const namespace = 'monitoring';
export const ports = { web: 9093, mesh: 9094 } as const;

/** The Secret with what receivers need to know; its keys are files below this folder. */
export const secret = 'alertmanager';
export const secretFolder = '/etc/alertmanager/secrets';
export const trustFolder = '/etc/alertmanager/trust';
