/** A span such as 4h or 7d as Go reads it, which knows no days. */
export function goDuration(span: string): string {
  return span.endsWith('d') ? `${Number.parseInt(span, 10) * 24}h` : span;
}

/** The minutes of a span of whole days, hours or minutes (config/values.ts, Span). */
export function minutesOf(span: string): number {
  return Number.parseInt(span, 10) * ({ d: 24 * 60, h: 60 }[span.slice(-1)] ?? 1);
}
