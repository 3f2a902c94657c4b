/** Label keys that Polder owns. `.internal` is a private-use domain, so that no fork depends on a name that somebody can sell. */
export const polder = {
  /** On what may not be deleted without a named confirmation; a ValidatingAdmissionPolicy guards it. */
  protected: 'polder.internal/protected',
  /** Annotation: on what is protected, its own name; then it may be deleted. */
  allowDeletion: 'polder.internal/allow-deletion',
  /** The body that answers for a tenant's namespace. */
  owner: 'polder.internal/owner',
  /** Who pays for a tenant's namespace. */
  costCentre: 'polder.internal/cost-centre',
  /** Annotation: where the people behind a tenant's namespace can be reached. */
  contact: 'polder.internal/contact',
  /** The tenant that a namespace belongs to. */
  tenant: 'polder.internal/tenant',
  /** The level of protection that a tenant's data asks for, such as BBN2. */
  classification: 'polder.internal/classification',
  /** Beginning of the labels of ClusterRoles that add to a role of tenants: kit/tenant-roles.ts. */
  aggregateTo: 'polder.internal/aggregate-to-tenant',
  /** On the platform's own namespaces: `system` may use host features, `platform` may not. */
  layer: 'polder.internal/layer',
  /** On namespaces whose routes the platform's Gateway serves: `public`. */
  routes: 'polder.internal/routes',
  /** Annotation: the hostnames that routes in a tenant's namespace may take, such as `a.example.nl,*.team.example.nl`. */
  hostnames: 'polder.internal/hostnames',
  /** Annotation on a policy's binding: the namespaces where it does not hold, until when, whose, and why. */
  exemptions: 'polder.internal/exemptions',
  /** Annotation: the reason why an object deviates from the secure defaults. */
  exception: 'polder.internal/exception',
} as const;

/** Names of what the platform makes in a tenant's namespace begin so; a policy keeps them from being taken or changed. */
export const platformPrefix = 'polder-';

/** The PriorityClass of tenants' pods: what a pod gets that names none, and the only one that a tenant may name. */
export const tenantPriorityClass = 'polder-tenant';

/** The Pod Security level of a namespace in all three ways. `latest` follows the API server, so an upgrade never leaves an old level behind. */
export function podSecurityLabels(level: string): Readonly<Record<string, string>> {
  const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  return Object.fromEntries(modes) as Record<string, string>;
}

/** What selects a workload's pods: only its name, so that a new version or chart layout never changes a selector. */
export function selectorLabels(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name };
}
