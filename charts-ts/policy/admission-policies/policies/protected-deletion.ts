import type { Cel } from '../../../kit/admission.ts';
import { polder } from '../../../kit/labels.ts';
import { cel, literal, say, when } from '../cel.ts';
import type { Policy } from '../types.ts';

const old = 'dyn(oldObject)';
// Without its type, since it is null for what is in no namespace: a Namespace itself, too.
const around = 'dyn(namespaceObject)';
const name = cel(`${old}.metadata.name`);
const resource = cel("request.resource.resource + (request.resource.group == '' ? '' : '.' + request.resource.group)");
const inNamespace = cel(`(has(${old}.metadata.namespace) ? ' --namespace ' + ${old}.metadata.namespace : '')`);
const confirm = cel(say`kubectl annotate ${resource} ${name}${inNamespace} ${polder.allowDeletion}=${name}`);

/** Whether an object says by its own name that it may be deleted. */
function isConfirmed(object: Cel): Cel {
  return `${object}.metadata.?annotations[?${literal(polder.allowDeletion)}].orValue('') == ${object}.metadata.name`;
}

/**
 * What holds the work of others is not deleted by a slip: whoever means it names the object on the object itself.
 * Whoever confirms a namespace confirms all in it, else it would stay Terminating for ever; tenants' people change no namespaces.
 * Every definition is protected, since all its objects go with it, and third parties' definitions cannot carry our label.
 */
export const protectedDeletion: Policy<'protected-deletion'> = {
  name: 'protected-deletion',
  rule: `what is labelled ${polder.protected}=true, and every CustomResourceDefinition, is deleted only when its annotation ${polder.allowDeletion} holds its own name, or that of its namespace the namespace's; set that first`,
  requests: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['DELETE'], resources: ['*'] }],
  where: {
    '-labelled': { systemNamespaces: true, objects: { matchLabels: { [polder.protected]: 'true' } } },
    '-definitions': {
      systemNamespaces: true,
      requests: [{ apiGroups: ['apiextensions.k8s.io'], apiVersions: ['*'], operations: ['DELETE'], resources: ['customresourcedefinitions'] }],
    },
  },
  complaints: when(
    `!(${isConfirmed(old)} || (${around} != null && ${isConfirmed(around)}))`,
    say`${cel(`${old}.kind`)} "${name}" is protected, since what is in it would go too; to delete it all the same, first run: ${confirm}`,
  ),
  insteadOfExemption: `set the annotation ${polder.allowDeletion} on the object that may go`,
};
