/** The name that was meant by one that there is not. */
import { shortListOf } from './short-list';

/** The known name that takes the fewest changes, when these are few for its length. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, changes: changesBetween(folded(name), folded(candidate)) }))
    .filter(({ candidate, changes }) => changes <= Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)))
    .sort((a, b) => a.changes - b.changes);
  return nearest?.candidate;
}

/** What to write in the place of a name that there is not: the nearest one, or else what there is. */
export function insteadOf(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  return meant !== undefined ? `; did you mean ${JSON.stringify(meant)}?` : known.length === 0 ? '; there is none' : `; there is ${shortListOf(known)}`;
}

/** What the spellings of a name have in common that do not matter. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The number of letters to insert, remove, replace or exchange with their neighbor (optimal string alignment). */
function changesBetween(a: string, b: string): number {
  const changes = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    changes.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      changes[i].push(Math.min(
        changes[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
        changes[i - 1][j] + 1,
        changes[i][j - 1] + 1,
        isExchanged ? changes[i - 2][j - 2] + 1 : Infinity,
      ));
    }
  }
  return changes[a.length][b.length];
}
