/** How many names are compared, and how long they may be: a hint is not worth more time. */
const maxCandidates = 1_000;
const maxLength = 40;

/**
 * The candidate that a misspelt name most likely meant; `undefined` when none is close.
 * Names that differ only in case are closest; beyond that one edit in three letters is allowed.
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > maxLength) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (compared++ >= maxCandidates) break;
    if (candidate === name || candidate.length > maxLength) continue;
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** How many letters have to be inserted, left out, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let previous: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (previous[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    previous = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
