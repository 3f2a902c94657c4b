/**
 * The part of zot's configuration that the platform writes; zot refuses a key that it does not know.
 * https://github.com/project-zot/zot/blob/v2.1.20/pkg/api/config/config.go
 */
export interface ZotFile {
  readonly storage: {
    readonly rootDirectory: string;
    readonly gc: boolean;
    readonly gcDelay: string;
    readonly gcInterval: string;
    readonly dedupe: boolean;
    readonly commit: boolean;
    readonly retention: { readonly delay: string; readonly policies: readonly RetentionPolicy[] };
  };
  readonly http: {
    readonly address: string;
    readonly port: string;
    readonly externalUrl: string;
    readonly readTimeout: string;
    readonly writeTimeout: string;
    readonly realm: string;
    readonly compat: readonly 'docker2s2'[];
    readonly auth: Authentication;
    readonly accessControl: AccessControl;
  };
  readonly log: { readonly level: 'info' };
  readonly extensions: {
    readonly search: { readonly enable: true };
    readonly ui: { readonly enable: true };
    readonly scrub: { readonly enable: true; readonly interval: string };
    readonly metrics: { readonly enable: true; readonly prometheus: { readonly path: string } };
    readonly sync?: { readonly enable: true; readonly registries: readonly SyncRegistry[] };
  };
}

export interface RetentionPolicy {
  readonly repositories: readonly string[];
  readonly deleteReferrers: boolean;
  readonly deleteUntagged: boolean;
}

export interface Authentication {
  readonly failDelay: number;
  readonly secureSession: true;
  readonly htpasswd: { readonly path: string };
  readonly apiKey: boolean;
  readonly sessionKeysFile?: string;
  readonly openid?: { readonly providers: { readonly oidc: OpenIdProvider } };
}

export interface OpenIdProvider {
  readonly name: string;
  readonly clientid: string;
  readonly issuer: string;
  readonly scopes: readonly string[];
  readonly claimMapping: { readonly username: string; readonly groups: string };
}

export type Action = 'read' | 'create' | 'update' | 'delete';

export interface AccessControl {
  readonly repositories: Readonly<Record<string, RepositoryPolicy>>;
  readonly adminPolicy: { readonly users: readonly string[]; readonly groups: readonly string[]; readonly actions: readonly Action[] };
  readonly metrics: { readonly anonymousPolicy: readonly 'read'[] };
}

export interface RepositoryPolicy {
  readonly policies: readonly { readonly groups: readonly string[]; readonly actions: readonly Action[] }[];
  readonly defaultPolicy: readonly Action[];
  readonly anonymousPolicy: readonly Action[];
}

/** https://github.com/project-zot/zot/blob/v2.1.20/pkg/extensions/config/sync/config.go */
export interface SyncRegistry {
  readonly urls: readonly string[];
  readonly onDemand: boolean;
  readonly pollInterval?: string;
  readonly tlsVerify: true;
  readonly maxRetries: number;
  readonly retryDelay: string;
  readonly preserveDigest: true;
  readonly content: readonly SyncContent[];
}

export interface SyncContent {
  readonly prefix: string;
  readonly destination: string;
  readonly stripPrefix?: true;
  readonly tags?: { readonly regex: string };
}
