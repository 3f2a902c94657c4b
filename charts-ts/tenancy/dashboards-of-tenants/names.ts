/** Of the component, its namespace and its workload. */
export const name = 'dashboards-of-tenants';

/** prom-label-proxy: who may ask it anything is in its own pod; the kubelet finds it at the second port. */
export const bound = { name: 'prom-label-proxy', port: 9095, health: 9096 } as const;

/** Which namespace a question is bound to. Perses sets it, over whatever the browser sends; without it prom-label-proxy refuses. */
export const namespaceHeader = 'X-Polder-Namespace';
