/** A span such as 4h or 7d as Go reads it, which knows no days. */
export function goDuration(span: string): string {
  return span.endsWith('d') ? `${Number.parseInt(span, 10) * 24}h` : span;
}
