/** Alloy's own language, as far as the platform writes it: https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/ */

/** A block: its name, its label where it is a component, its attributes, and the blocks in it. */
export interface Block {
  readonly block: string;
  readonly label?: string;
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly blocks?: readonly Block[];
}

export type Value = string | number | boolean | Expression | readonly Value[];

/** What is computed: another component's export, or a call. */
export interface Expression {
  readonly expression: string;
}

export function expression(text: string): Expression {
  return { expression: text };
}

/** Blocks as the text of a configuration file. */
export function alloyText(blocks: readonly Block[]): string {
  return `${blocks.map((one) => blockLines(one).join('\n')).join('\n\n')}\n`;
}

function blockLines({ block, label, attributes = {}, blocks = [] }: Block): string[] {
  const head = label === undefined ? block : `${block} ${JSON.stringify(label)}`;
  const inside = [...Object.entries(attributes).map(([key, value]) => `${key} = ${valueText(value)}`), ...blocks.flatMap(blockLines)];
  return inside.length === 0 ? [`${head} { }`] : [`${head} {`, ...inside.map((line) => `  ${line}`), '}'];
}

/** Strings have Go's escapes, of which JSON's are a part. */
function valueText(value: Value): string {
  if (typeof value === 'object' && 'expression' in value) return value.expression;
  return Array.isArray(value) ? `[${value.map(valueText).join(', ')}]` : JSON.stringify(value);
}
