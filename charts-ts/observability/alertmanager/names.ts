import { selectorLabels } from '../../kit/labels.ts';
import type { WebUi } from '../../kit/login.ts';

export const name = 'alertmanager';
export const namespace = 'monitoring';
export const ports = { web: 9093, mesh: 9094 } as const;

/** The Secret with what receivers need to know; its keys are files below this folder. */
export const secret = 'alertmanager';
export const secretFolder = '/etc/alertmanager/secrets';
export const trustFolder = '/etc/alertmanager/trust';

/** Its own pages, which have no login. Not for viewers: whoever sees them can silence alerts. */
export const page: WebUi = {
  name,
  title: 'Alertmanager',
  service: name,
  port: ports.web,
  podLabels: selectorLabels(name),
  containerPort: ports.web,
  roles: ['administrator', 'operator'],
};
