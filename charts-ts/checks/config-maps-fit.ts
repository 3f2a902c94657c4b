import { isMap } from '../config/merge.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const most = 1024 * 1024;

/** The API server refuses a ConfigMap of more than 1 MiB: what grows with the number of tenants may become one. */
export const configMapsFit: Check = (built, cluster) =>
  eachObject(built, cluster, (object) => {
    const { kind, data } = object;
    if (kind !== 'ConfigMap' || !isMap(data)) return [];
    const bytes = Object.values(data).reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
    return bytes <= most ? [] : [`holds ${Math.ceil(bytes / 1024)} KiB, and the API server takes 1024; leave something out, such as logins of tenants`];
  });
