/** Lines that only one of two texts has. */
export interface Lines {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Beyond this many cells the exact comparison would take seconds: then all lines between the common ends count as changed. */
const mostCells = 1_000_000;

/** The lines that went and came between two texts, by their longest common subsequence. */
export function changedLines(before: string, after: string): Lines {
  if (before <= after) return changedItems(before.split('\n'), after.split('\n'));
  // Of two subsequences that are as long, the same one both ways.
  const { removed, added } = changedItems(after.split('\n'), before.split('\n'));
  return { removed: added, added: removed };
}

function changedItems(before: readonly string[], after: readonly string[]): Lines {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [old, young] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  if (old.length === 0 || young.length === 0 || old.length * young.length > mostCells) return { removed: old, added: young };
  return withoutCommon(old, young);
}

function withoutCommon(old: readonly string[], young: readonly string[]): Lines {
  const width = young.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = young.length - 1; j >= 0; j--) lengths[i * width + j] = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const [removed, added]: [string[], string[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < old.length && j < young.length) {
    if (old[i] === young[j]) {
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) removed.push(old[i++] ?? '');
    else added.push(young[j++] ?? '');
  }
  return { removed: [...removed, ...old.slice(i)], added: [...added, ...young.slice(j)] };
}
