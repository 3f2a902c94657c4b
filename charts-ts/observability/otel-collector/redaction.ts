import { secretExpressions, secretNames } from '../../kit/redaction.ts';
import type { Redaction } from './types.ts';

/** Masks secrets in texts and in attributes; those with such a name are masked whole. */
export function redaction(more: readonly string[]): Redaction {
  const keys = [...secretNames.map((parts) => parts.join('[._-]?')), 'authorization', 'cookie'];
  return {
    allow_all_keys: true,
    blocked_key_patterns: [String.raw`(?i)(?:^|[._-])(?:${keys.join('|')})(?:[._-]|\z)`].map(literal),
    blocked_values: [...secretExpressions, ...more].map(literal),
    summary: 'silent',
  };
}

/** The collector reads $ as the start of a variable. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
