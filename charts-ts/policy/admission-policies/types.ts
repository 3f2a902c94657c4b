import type { Cel, LabelRequirement, LabelSelector, ResourceRule } from '../../kit/admission.ts';
import type { SystemNamespaces } from '../../kit/distribution.ts';
import type { Settings } from './settings.ts';

/** One rule for objects of the cluster, as data. All policies have this one shape; objects.ts makes Kubernetes objects of it. */
export interface Policy<Name extends string = string> {
  /** Its key under `policies` in cluster.yaml; its objects are called polder-<name>. */
  readonly name: Name;
  /** The rule and the way out in one line: said where `complaints` gives no text, such as one that is too long. */
  readonly rule: string;
  /** The requests that it looks at. */
  readonly requests: readonly ResourceRule[];
  /** Bindings by the end of their name; '' for the only one. An object is judged where any of them matches. */
  readonly where: Readonly<Record<string, Where>>;
  /** All must hold before the policy looks at an object, by name. Cannot use `variables`. */
  readonly onlyWhen?: Readonly<Record<string, Cel>>;
  /** Parts of the expressions by name, `variables.<name>`; each may use those above it. */
  readonly variables?: Readonly<Record<string, Cel>>;
  /** A list of texts, one for each offence: value, rule, remedy. The object passes when the list is empty. */
  readonly complaints: Cel;
  /** What differs by cluster, as CEL values by name: `variables.<name>`, before all other variables. */
  parameters?(facts: Facts): Readonly<Record<string, Cel>>;
  /** What to do instead of an exemption, for a policy with a way out of its own. */
  readonly insteadOfExemption?: string;
}

/** Which objects a binding takes, on top of the policy's requests. */
export interface Where {
  /** Conditions on the labels of the object's namespace. */
  readonly namespaces?: readonly LabelRequirement[];
  /** Whether it holds in system namespaces too, which are the cluster provider's. */
  readonly systemNamespaces?: boolean;
  readonly objects?: LabelSelector;
  readonly requests?: readonly ResourceRule[];
}

/** What parameters are made from. */
export interface Facts {
  /** The site's registry mirror. */
  readonly mirror: string | undefined;
  /** Upstream repositories of all images of the platform. */
  readonly repositories: readonly string[];
  readonly settings: Settings;
  /** The cluster provider's namespaces, those of the distribution included. */
  readonly system: SystemNamespaces;
  /** Who asks the hostnames of tenants: the fact of the capability `probes`. */
  readonly prober: { readonly address: string; readonly module: string } | undefined;
  /** Who makes the pods of databases: the fact of the capability `postgres`. */
  readonly databases: { readonly namespace: string; readonly account: string } | undefined;
}
