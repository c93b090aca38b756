/**
 * Returns the name that was most likely meant: one that differs only in case and punctuation, else one with few wrong
 * letters, else one that begins with what was given, contains it, or is its beginning. Returns undefined if none is
 * near.
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = letters(given);
  if (wanted === '') return undefined;
  const ranked = names
    .map((name) => ({ name, rank: rank(wanted, letters(name)) }))
    .toSorted((a, b) => a.rank - b.rank);
  return ranked[0] && ranked[0].rank < Infinity ? ranked[0].name : undefined;
}

function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Returns how far apart two names are; Infinity if they have nothing in common. */
function rank(given: string, name: string): number {
  const edits = distance(given, name);
  // Up to a third of the letters may be wrong, as in “orgin”; of the shortest names a single one.
  if (edits <= Math.max(1, Math.floor(Math.min(given.length, name.length) / 3))) return edits;
  const [short, long] = given.length < name.length ? [given, name] : [name, given];
  if (short.length < 3) return Infinity;
  if (long.startsWith(short)) return 100 + edits;
  // Of those that contain it, the first: “origins” is about those who may ask, before those with cookies.
  return short.length > 3 && long.includes(short) ? 200 : Infinity;
}

/** Counts the letters to insert, remove, replace, or exchange with their neighbour. */
function distance(a: string, b: string): number {
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (back[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(replaced, (back[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, (twoBack[column - 2] ?? 0) + 1);
      current.push(least);
    }
    twoBack = back;
    back = current;
  }
  return back[b.length] ?? 0;
}
