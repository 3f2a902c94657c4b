import { dump } from 'js-yaml';

/** A value as YAML that people can compare line by line: each value on one line, and written out wherever it stands. */
export function yamlText(value: unknown): string {
  return dump(value, { noRefs: true, lineWidth: -1 });
}
