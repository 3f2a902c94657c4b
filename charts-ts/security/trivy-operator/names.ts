/** The operator: its names are fixed, it looks for ConfigMaps and Secrets by them. */
export const operator = 'trivy-operator';
export const trivyConfig = 'trivy-operator-trivy-config';
export const operatorEnvironment = 'trivy-operator-config';

/** Holds the database, which scans ask. */
export const server = 'trivy-server';
export const scan = 'trivy-scan';
export const databaseAge = 'trivy-database-age';

export const ports = { metrics: 8080, probes: 9090, server: 4954 } as const;
