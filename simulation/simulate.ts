/** The command: many seeds on all cores, or every mutant until the simulation finds it. */
import * as path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { readArguments } from './command-line';
import { handlerCode } from './handler-code';
import { MemoryUse } from './memory-use';
import type { Hunt } from './mutant-hunt';
import { play, type Assembler, type Figures, type Violation } from './play';
import { scenarioOf } from './scenario-generator';
import { shrink } from './shrink';
import { Summary } from './summary';
import { assemblyStackOf } from './template';
import { doTasks, onAllCores } from './workers';
import { workflowOf } from './workflow-generator';
import { printTimeline } from '../rehearsal/index';

/** Of so many seeds, one goes through the constructs and a real synthesis. */
const SYNTHESIZED_SHARE = 50;
/** How many violations are explained. */
const EXPLAINED = 2;
const ROOT = path.resolve(__dirname, '../..');
const USAGE = 'usage: npm run simulate -- [--seeds <how many>] [--from <first>] [--workflow] | --mutants';

type Task = {
  readonly seed: number;
  /** Whether it is about what comes before and after a training. */
  readonly workflow: boolean;
} | {
  readonly mutant: string;
  /** Which of the places of the mistake. */
  readonly place: number;
};

type SeedTask = Extract<Task, { seed: number }>;

interface SeedResult {
  readonly seed: number;
  readonly figures: Figures;
  readonly violations: readonly Violation[];
}

interface MutantResult extends Pick<Hunt, 'found'> {
  /** Its name, and where the mistake is if there are several places for it. */
  readonly mutant: string;
  /** How many lives it took; absent for what a test finds. */
  readonly lives?: number;
}

const lifeOf = ({ seed, workflow }: SeedTask) => (workflow ? workflowOf(seed) : scenarioOf(seed));

async function assemblerFor({ seed }: SeedTask): Promise<Assembler> {
  if (seed % SYNTHESIZED_SHARE !== 0) {
    return assemblyStackOf;
  }
  const { synthesizedStackOf } = await import('./synthesis.js');
  return (stack, _, salt) => synthesizedStackOf(stack, salt);
}

const code = handlerCode(ROOT);

async function perform(task: Task): Promise<SeedResult | MutantResult> {
  if ('mutant' in task) {
    return performMutant(task.mutant, task.place);
  }
  try {
    const { figures, violations } = await play(lifeOf(task), code, await assemblerFor(task));
    return { seed: task.seed, figures, violations };
  } catch (error) {
    throw new Error(`seed ${task.seed}: ${(error as Error).stack}`);
  }
}

/** The compiler that reads the handlers is loaded for mutants alone. */
async function performMutant(name: string, place: number): Promise<MutantResult> {
  const { failsTest, hunt, placesOf } = await import('./mutant-hunt.js');
  const { FOUND_BY_TESTS, MUTANTS } = await import('./mutants.js');
  const tested = FOUND_BY_TESTS.find((mutant) => mutant.name === name);
  const mutant = tested ?? MUTANTS.find((each) => each.name === name)!;
  const places = placesOf(ROOT, mutant);
  const label = places.length === 1 ? name : `${name}, in ${places[place]}`;
  return tested === undefined
    ? { mutant: label, ...await hunt(ROOT, mutant, place) }
    : { mutant: label, found: await failsTest(ROOT, tested, place) ? tested.test : undefined };
}

async function playSeeds(seeds: number, from: number, workflow: boolean): Promise<boolean> {
  const summary = new Summary(Date.now());
  const violated: number[] = [];
  const memory = new MemoryUse(seeds);
  const tasks = Array.from({ length: seeds }, (_, i) => ({ seed: from + i, workflow }));
  await onAllCores<Task, SeedResult>(__filename, tasks, ({ seed, figures, violations }) => {
    summary.add(figures, violations.length > 0);
    memory.seedDone();
    if (violations.length > 0) {
      violated.push(seed);
      console.log(`seed ${seed}, after step ${violations[0].step}: ${violations[0].invariant}\n  ${violations[0].text}`);
    }
  });
  const lines = [...summary.lines(Date.now()), ...memory.lines()];
  violated.sort((a, b) => a - b);
  for (const seed of violated.slice(0, EXPLAINED)) {
    await explain({ seed, workflow });
  }
  console.log(lines.join('\n'));
  if (violated.length > 0) {
    console.log(`violated by the seeds ${violated.join(', ')}`);
  }
  return violated.length === 0;
}

/** The smallest scenario that shows what a seed showed, and all that happens in it. */
async function explain(task: SeedTask): Promise<void> {
  const { seed } = task;
  const scenario = lifeOf(task);
  const assemble = await assemblerFor(task);
  const { violations: [{ invariant }] } = await play(scenario, code, assemble);
  const smallest = await shrink(scenario, async (candidate) => (
    (await play(candidate, code, assemble)).violations.some((violation) => violation.invariant === invariant)
  ));
  const { rehearsal, violations } = await play(smallest, code, assemble);
  console.log(`\nseed ${seed}, as small as it gets:\n${JSON.stringify(smallest, undefined, 1)}\n`);
  console.log(printTimeline(rehearsal.timeline, { verbose: true }));
  violations.forEach((violation) => console.log(`\nVIOLATED after step ${violation.step}: ${violation.invariant}\n  ${violation.text}\n`));
}

async function playMutants(): Promise<boolean> {
  const { FOUND_BY_TESTS, MUTANTS } = await import('./mutants.js');
  let escaped = 0;
  const tasks: Task[] = [...MUTANTS, ...FOUND_BY_TESTS].flatMap(({ name, places = 1 }) => (
    Array.from({ length: places }, (_, place) => ({ mutant: name, place }))));
  await onAllCores<Task, MutantResult>(__filename, tasks, ({ mutant, lives, found }) => {
    escaped += found === undefined ? 1 : 0;
    console.log(`${mutant.padEnd(70)}${lives === undefined ? ' '.repeat(9) : `${String(lives).padStart(3)} lives`}  ${found ?? 'NOT FOUND'}`);
  });
  console.log(`${tasks.length} mutants, ${escaped} not found`);
  return escaped === 0;
}

async function main(): Promise<void> {
  const options = { seeds: 'number', from: 'number', workflow: 'switch', mutants: 'switch' } as const;
  const { seeds = 100, from = 1, workflow = false, mutants } = readArguments(process.argv.slice(2), options, USAGE);
  process.exitCode = await (mutants ? playMutants() : playSeeds(seeds, from, workflow)) ? 0 : 1;
}

if (isMainThread) {
  main().catch((error: Error) => {
    console.error(error.message === USAGE ? USAGE : error);
    process.exitCode = 2;
  });
} else {
  doTasks(perform);
}
