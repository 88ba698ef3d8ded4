/** What differs between the branches that nothing reaches and the list of them. */
import type { Branch } from './branch';
import type { Unreached } from './unreached';

export interface Findings {
  /** Branches that nothing reaches, and that the list does not have. */
  readonly unlisted: readonly Branch[];
  /** What the list has although it is reached, by its key. */
  readonly reached: readonly string[];
  /** What the list has although there is no such branch, by its key. */
  readonly gone: readonly string[];
  /** What the list has twice, by its key. */
  readonly repeated: readonly string[];
}

/** @param reached the ids of the branches that are reached */
export function findings(branches: readonly Branch[], reached: ReadonlySet<string>, list: readonly Unreached[]): Findings {
  const unreached = branches.filter(({ id }) => !reached.has(id));
  const keys = list.flatMap((each) => each.branches);
  const [listed, missing, existing] = [keys, unreached.map(({ key }) => key), branches.map(({ key }) => key)].map((each) => new Set(each));
  const unlisted = outermost(branches, reached).filter(({ key }) => !listed.has(key));
  return {
    unlisted: [...new Map(unlisted.map((branch) => [branch.key, branch])).values()],
    reached: keys.filter((key) => existing.has(key) && !missing.has(key)),
    gone: keys.filter((key) => !existing.has(key)),
    repeated: keys.filter((key, i) => keys.indexOf(key) !== i),
  };
}

export function isAsListed({ unlisted, reached, gone, repeated }: Findings): boolean {
  return [unlisted, reached, gone, repeated].every(({ length }) => length === 0);
}

/**
 * The branches that are not reached, without what goes without saying: the branches within another one, and all but the first of
 * a decision that is never made.
 */
export function outermost(branches: readonly Branch[], reached: ReadonlySet<string>): Branch[] {
  const made = new Set(branches.filter(({ id }) => reached.has(id)).map(({ decision }) => decision));
  const unreached = branches.filter(({ id }) => !reached.has(id));
  const first = new Map([...unreached].reverse().map((branch) => [branch.decision, branch]));
  return unreached.filter((branch) => (
    (made.has(branch.decision) || first.get(branch.decision) === branch) && !unreached.some((other) => contains(other, branch))));
}

function contains(outer: Branch, inner: Branch): boolean {
  return outer.file === inner.file && outer.decision !== inner.decision
    && outer.extent[0] <= inner.whole[0] && inner.whole[1] <= outer.extent[1] && outer.extent[0] < outer.extent[1];
}
