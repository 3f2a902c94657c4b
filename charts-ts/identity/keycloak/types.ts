/**
 * The parts of Keycloak's representations that the platform writes:
 * https://www.keycloak.org/docs-api/latest/rest-api/index.html#RealmRepresentation
 */
export interface Realm {
  readonly realm: string;
  readonly enabled: true;
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly Group[];
  /** Roles that clients have of their own, by client id. */
  readonly roles?: { readonly client: Readonly<Record<string, readonly { readonly name: string }[]>> } | undefined;
  readonly clientScopes: readonly ClientScope[];
  readonly defaultDefaultClientScopes: readonly string[];
  readonly defaultOptionalClientScopes: readonly string[];
  readonly clients: readonly Client[];
  readonly clientProfiles: { readonly profiles: readonly ClientProfile[] };
  readonly clientPolicies: { readonly policies: readonly ClientPolicy[] };
  readonly authenticationFlows: readonly Flow[];
  readonly authenticatorConfig: readonly FlowConfig[];
  readonly browserFlow: string;
  /** What realms have of providers, by the provider's kind; each value is a list. */
  readonly components: Readonly<Record<string, readonly RealmComponent[]>>;
  readonly identityProviders: readonly IdentityProvider[];
  readonly identityProviderMappers: readonly IdentityProviderMapper[];
  readonly [setting: string]: unknown;
}

export interface RealmComponent {
  readonly name: string;
  readonly providerId: string;
  readonly config: Readonly<Record<string, readonly string[]>>;
}

export interface Group {
  readonly name: string;
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
}

export interface Mapper {
  readonly name: string;
  readonly protocol: 'openid-connect';
  readonly protocolMapper: string;
  readonly consentRequired: false;
  readonly config: Readonly<Record<string, string>>;
}

export interface ClientScope {
  readonly name: string;
  readonly description: string;
  readonly protocol: 'openid-connect';
  readonly attributes: Readonly<Record<string, string>>;
  readonly protocolMappers: readonly Mapper[];
}

export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly protocol: 'openid-connect';
  readonly baseUrl?: string;
  readonly redirectUris: readonly string[];
  readonly webOrigins: readonly string[];
  readonly publicClient: boolean;
  readonly bearerOnly: false;
  readonly clientAuthenticatorType: 'client-jwt' | 'client-secret';
  readonly secret?: string;
  readonly standardFlowEnabled: boolean;
  readonly implicitFlowEnabled: false;
  readonly directAccessGrantsEnabled: false;
  readonly serviceAccountsEnabled: false;
  readonly frontchannelLogout: boolean;
  readonly fullScopeAllowed: false;
  readonly consentRequired: false;
  readonly attributes: Readonly<Record<string, string>>;
  readonly protocolMappers: readonly Mapper[];
  readonly defaultClientScopes: readonly string[];
  readonly optionalClientScopes: readonly string[];
}

export interface ClientProfile {
  readonly name: string;
  readonly description: string;
  readonly executors: readonly { readonly executor: string; readonly configuration: Readonly<Record<string, unknown>> }[];
}

export interface ClientPolicy {
  readonly name: string;
  readonly description: string;
  readonly enabled: true;
  readonly conditions: readonly { readonly condition: string; readonly configuration: Readonly<Record<string, unknown>> }[];
  readonly profiles: readonly string[];
}

export interface Flow {
  readonly alias: string;
  readonly description: string;
  readonly providerId: 'basic-flow';
  readonly topLevel: boolean;
  readonly builtIn: false;
  readonly authenticationExecutions: readonly Execution[];
}

export interface Execution {
  readonly authenticator?: string;
  readonly authenticatorConfig?: string;
  readonly authenticatorFlow: boolean;
  readonly flowAlias?: string;
  readonly requirement: 'REQUIRED' | 'ALTERNATIVE' | 'CONDITIONAL' | 'DISABLED';
  readonly priority: number;
  readonly userSetupAllowed: false;
}

export interface FlowConfig {
  readonly alias: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface IdentityProvider {
  readonly alias: string;
  readonly displayName: string;
  readonly providerId: 'oidc' | 'saml' | 'openshift-v4';
  readonly enabled: true;
  readonly trustEmail: false;
  readonly storeToken: false;
  readonly linkOnly: false;
  readonly firstBrokerLoginFlowAlias: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface IdentityProviderMapper {
  readonly name: string;
  readonly identityProviderAlias: string;
  readonly identityProviderMapper: string;
  readonly config: Readonly<Record<string, string>>;
}
