import { polder } from '../../../kit/labels.ts';
import { cel, literal, say, when } from '../cel.ts';
import type { Policy } from '../types.ts';

const old = 'dyn(oldObject)';
const name = cel(`${old}.metadata.name`);
const resource = cel("request.resource.resource + (request.resource.group == '' ? '' : '.' + request.resource.group)");
const inNamespace = cel(`(has(${old}.metadata.namespace) ? ' --namespace ' + ${old}.metadata.namespace : '')`);
const confirm = cel(say`kubectl annotate ${resource} ${name}${inNamespace} ${polder.allowDeletion}=${name}`);

/**
 * What holds the work of others is not deleted by a slip: whoever means it names the object on the object itself.
 * Every definition is protected, since all its objects go with it, and third parties' definitions cannot carry our label.
 */
export const protectedDeletion: Policy<'protected-deletion'> = {
  name: 'protected-deletion',
  rule: `what is labelled ${polder.protected}=true, and every CustomResourceDefinition, is deleted only when its annotation ${polder.allowDeletion} holds its own name; set that first`,
  requests: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['DELETE'], resources: ['*'] }],
  where: {
    '-labelled': { systemNamespaces: true, objects: { matchLabels: { [polder.protected]: 'true' } } },
    '-definitions': {
      systemNamespaces: true,
      requests: [{ apiGroups: ['apiextensions.k8s.io'], apiVersions: ['*'], operations: ['DELETE'], resources: ['customresourcedefinitions'] }],
    },
  },
  complaints: when(
    `${old}.metadata.?annotations[?${literal(polder.allowDeletion)}].orValue('') != ${old}.metadata.name`,
    say`${cel(`${old}.kind`)} "${name}" is protected, since what is in it would go too; to delete it all the same, first run: ${confirm}`,
  ),
  insteadOfExemption: `set the annotation ${polder.allowDeletion} on the object that may go`,
};
