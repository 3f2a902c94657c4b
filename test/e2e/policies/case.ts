import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import type { PolicyName } from '../../../charts-ts/policy/admission-policies/policies.ts';

/** One request to a real API server, and what the policies must say of it. */
export interface Case {
  readonly policy: PolicyName;
  /** What is shown, as a rule. */
  readonly it: string;
  readonly request: Request;
  /** Who asks; left out: an administrator. */
  readonly as?: string;
  /** The exact message of the refusal; without one the request must pass, and without a warning. */
  readonly refused?: string;
}

export type Request =
  | { readonly create: KubeObject }
  /** A merge patch on an object of `before`. */
  | { readonly update: KubeObject; readonly to: Readonly<Record<string, unknown>> }
  | { readonly delete: KubeObject }
  /** `kubectl debug` on a pod of `before`: a container with this image and name. */
  | { readonly debug: KubeObject; readonly image: string; readonly name: string };
