/** An address that a path can follow. */
export function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
