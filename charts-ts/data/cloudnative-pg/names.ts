/** The operator finds its own Deployment by this name: https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/internal/cmd/manager/controller/controller.go */
export const name = 'cloudnative-pg';
export const namespace = 'cnpg-system';

/** The Barman Cloud plugin: how its certificate and its Service call it. */
export const plugin = 'barman-cloud';

/** The operator writes its webhook's certificate for this Service, into this Secret, signed by this one. */
export const webhook = { service: 'cnpg-webhook-service', certificate: 'cnpg-webhook-cert', authority: 'cnpg-ca-secret' } as const;

/** Ports of the containers. */
export const ports = { webhook: 9443, metrics: 8080, plugin: 9090, pluginHealth: 8081 } as const;

/** The ClusterImageCatalog. */
export const catalog = 'platform';
