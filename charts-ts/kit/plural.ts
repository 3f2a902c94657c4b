/**
 * A kind as the API server's addresses name it: as English forms it, which all definitions of the catalogue do. A kind that
 * called itself otherwise would only stay unseen and uncounted.
 */
export function plural(kind: string): string {
  const word = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
