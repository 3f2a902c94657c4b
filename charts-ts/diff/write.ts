import type { ObjectChange } from './findings.ts';
import { identityText } from './objects.ts';
import type { ComponentDifference, Report } from './report.ts';
import { disruptionLine, exposureLine, imageLine, type Line, networkLine, permissionLine, requestsLine, sourceLine } from './words.ts';

/** What text and Markdown have in common: a component's findings as lines, the objects apart. */
export function linesOf(component: ComponentDifference): readonly Line[] {
  return [
    ...(component.disruptions ?? []).map(disruptionLine),
    ...(component.permissions ?? []).map(permissionLine),
    ...(component.exposure ?? []).map(exposureLine),
    ...(component.network ?? []).map(networkLine),
    ...(component.images ?? []).map(imageLine),
    ...(component.sources ?? []).map(sourceLine),
    ...(component.requests ?? []).map(requestsLine),
  ];
}

/** `changed Deployment/keycloak/keycloak`, with where it came from. */
export function objectText({ change, object, movedFrom }: ObjectChange): string {
  return `${change} ${identityText(object)}${movedFrom === undefined ? '' : `, which was of ${movedFrom}`}`;
}

/** Beyond so many clusters the first sentences would be all that there is: the others stand in the JSON. */
const mostNamed = 20;

/** A sentence for each cluster that comes or goes as a whole. */
export function wholeClusterLines({ clusters }: Report, name: (id: string) => string): readonly string[] {
  const whole = clusters.filter(({ state }) => state !== 'changed');
  const lines = whole
    .slice(0, mostNamed)
    .map(({ id, state, objects }) =>
      state === 'added' ? `new cluster ${name(id)}, ${objects.added} objects` : `cluster ${name(id)} goes, ${objects.removed} objects`,
    );
  return whole.length > mostNamed ? [...lines, `and ${whole.length - mostNamed} more clusters that come or go`] : lines;
}
