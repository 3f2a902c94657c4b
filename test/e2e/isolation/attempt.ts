/** Namespaces of the tenant that tries, and of the one that it would like to reach. */
export const own = 'zaakloket-acceptatie';
export const other = 'basisregister-productie';

/** Who tries: people by the group that their tenant's file names, or a program of the tenant by its ServiceAccount. */
export type Actor = 'admin' | 'developer' | 'viewer' | 'program';

/**
 * What is tried: objects to make (by a dry run at the API server, which judges it all and keeps nothing), words for kubectl, a question
 * where trying needs a pod that runs, or that Argo CD syncs an Application.
 */
export type Action = { readonly create: object } | { readonly kubectl: readonly string[] } | { readonly may: Question } | { readonly synced: string };

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
export interface Question {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
}

/** What is refused with these words, and the nearest thing that the same actor may do. */
export interface Attempt {
  readonly to: string;
  readonly as: Actor;
  readonly refused: Action;
  readonly words: RegExp;
  readonly allowed: Action;
}

export const kubectl = (...words: readonly string[]): Action => ({ kubectl: words });
export const create = (object: object): Action => ({ create: object });
export const may = (question: Question): Action => ({ may: question });
export const synced = (application: string): Action => ({ synced: application });
export const forbidden = /forbidden/i;
/** What the test says of a question that is answered so. */
export const answersNo = /^no$/;
