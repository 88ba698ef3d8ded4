/** What is played to see which branches are reached: always the same, in about a minute. */
import { explore, type Bounds } from '../explorer/explorer';
import { EXPORT, INFERENCE, SUBJECTS } from '../explorer/subjects';
import type { HandlerCode } from '../handler-code';
import { knownLives } from '../known-lives';
import { play } from '../play';
import type { Scenario } from '../scenario';
import { scenarioOf, type LifeKind } from '../scenario-generator';
import { workflowOf } from '../workflow-generator';

/** A life that is known by its name, a life of a kind and a seed, or what is explored around a resource. */
export type Part =
  | { readonly life: string }
  | { readonly kind: LifeKind | 'workflow'; readonly seed: number }
  | { readonly subject: string; readonly bounds: Bounds };

/** Those of test/simulation/explorer.test.ts. */
const BOUNDS: readonly Bounds[] = [{ depth: 5, disturbances: 0 }, { depth: 3, disturbances: 1 }];

/**
 * Seeds of every kind of life, about as few as reach what some hundred reach, most of it twice: a change of the handlers shifts
 * what happens in a life, and can take a rare branch out of it. `npm run branches -- --search` finds others.
 */
const SEEDS: { readonly [kind in LifeKind | 'workflow']?: readonly number[] } = {
  any: [2, 12, 15, 5002],
  anyForLong: [3, 4, 8, 9, 11, 5004],
  longLived: [7],
  replacing: [12, 15, 17, 5002],
  returning: [2, 9, 5001],
  failing: [1, 5, 6, 7, 12, 16],
  outdated: [6, 12, 16, 20],
  restored: [1, 5, 7, 11, 12, 14, 22],
  stuck: [14, 21],
  abandoned: [7],
  held: [6, 9, 14],
  imitated: [5, 11, 18, 5000],
  quoted: [5, 14],
  throttled: [5, 18],
  skewed: [5, 9, 17],
  late: [6, 8, 12, 13],
  doubled: [1, 2, 6, 7, 9, 10, 11, 12, 18, 19],
  workflow: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
};

export function budget(root: string): Part[] {
  return [
    // What goes wrong with jobs is in the lives.
    ...SUBJECTS.flatMap((subject) => (subject === INFERENCE || subject === EXPORT ? BOUNDS.slice(0, 1) : BOUNDS)
      .map((bounds) => ({ subject: subject.name, bounds }))),
    ...Object.entries(SEEDS).flatMap(([kind, seeds]) => seeds.map((seed) => ({ kind: kind as LifeKind | 'workflow', seed }))),
    ...knownLives(root).map(({ name }) => ({ life: name })),
  ];
}

/** What does not hold is no matter here: whoever finds that says so. */
export async function playPart(root: string, code: HandlerCode, part: Part): Promise<void> {
  if ('subject' in part) {
    await explore(SUBJECTS.find(({ name }) => name === part.subject)!, code, part.bounds);
  } else {
    await play('life' in part ? knownLives(root).find(({ name }) => name === part.life)!.scenario : lifeOf(part), code);
  }
}

function lifeOf({ kind, seed }: Extract<Part, { kind: string }>): Scenario {
  return kind === 'workflow' ? workflowOf(seed) : scenarioOf(seed, kind);
}
