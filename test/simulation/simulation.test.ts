/** A fixed set of seeds of the simulation; `npm run simulate` plays as many as one likes. */
import { resolve } from 'node:path';
import { transformSync } from 'esbuild';
import type { CleanRoomsMlEmulator } from '../../emulator';
import type { Template } from '../../rehearsal/index';
import { edited, someStack, STACK_NAMES } from '../../simulation/declaration-generator';
import { handlerCode } from '../../simulation/handler-code';
import { hunt } from '../../simulation/mutant-hunt';
import { FOUND_BY_TESTS, MUTANTS } from '../../simulation/mutants';
import { handlersIn, variantsOf } from '../../simulation/mutation';
import { play } from '../../simulation/play';
import { Random } from '../../simulation/random';
import { scenarioOf } from '../../simulation/scenario-generator';
import { shrink } from '../../simulation/shrink';
import { synthesizedStackOf } from '../../simulation/synthesis';
import { customResources } from '../../simulation/template';
import { workflowOf } from '../../simulation/workflow-generator';

const ROOT = resolve(__dirname, '../..');
const code = handlerCode(ROOT);

const reports = new Map<number, ReturnType<typeof play>>();

/** A life around a training, which is played once for all tests of it. */
function reportOf(seed: number): ReturnType<typeof play> {
  const report = reports.get(seed) ?? play(workflowOf(seed), code);
  reports.set(seed, report);
  return report;
}

test.each(Array.from({ length: 25 }, (_, i) => i + 1))('nothing is violated by seed %i', async (seed) => {
  const { violations, figures } = await play(scenarioOf(seed), code);

  expect(violations).toEqual([]);
  expect(figures.deployments).toBeGreaterThan(0);
});

test.each(Array.from({ length: 12 }, (_, i) => i + 1))('nothing is violated by what comes before and after a training in seed %i', async (seed) => {
  const { violations, figures } = await reportOf(seed);

  expect(violations).toEqual([]);
  expect(figures.deployments).toBeGreaterThan(0);
});

test('lives around a training pay for queries, inference jobs, exports and validations, and some are rolled back', async () => {
  const lives = await Promise.all([1, 2, 3, 4, 6, 8].map(reportOf));
  const count = (of: (emulator: CleanRoomsMlEmulator) => readonly unknown[]) => (
    lives.reduce((sum, { rehearsal }) => sum + of(rehearsal.emulator).length, 0));

  expect(count(({ queries }) => queries)).toBeGreaterThan(4);
  expect(count(({ inferenceJobs }) => inferenceJobs)).toBeGreaterThan(4);
  expect(count(({ exportJobs }) => exportJobs)).toBeGreaterThan(2);
  expect(lives.reduce((sum, { rehearsal }) => sum + rehearsal.sageMaker.validations.length, 0)).toBeGreaterThan(4);
  expect(lives.some(({ figures }) => figures.rollbacks > 0)).toBe(true);
});

test('a seed replays exactly', async () => {
  const [one, other] = [await play(scenarioOf(7), code), await play(scenarioOf(7), code)];

  expect(other.figures).toEqual(one.figures);
  expect(other.rehearsal.timeline.events).toEqual(one.rehearsal.timeline.events);
});

test('every kind of life is among the seeds, and those that are about one thing are what they say', () => {
  const lives = Array.from({ length: 40 }, (_, seed) => scenarioOf(seed).steps);
  const revisions = (steps: typeof lives[number]) => new Set(steps.flatMap((step) => (step.do === 'deploy' ? step.stacks.flatMap(({ models }) => Object.values(models)) : []))
    .map(({ revision }) => revision)).size;

  expect(Math.max(...lives.map(revisions))).toBeGreaterThan(100);
  expect(lives.some((steps) => steps.some((step) => step.do === 'lose-ledger'))).toBe(true);
  expect(lives.some((steps) => steps.some((step) => step.do === 'switch'))).toBe(true);
  expect(lives.some((steps) => steps.some(({ disorder }) => disorder.faults.includes('delivered-late')))).toBe(true);
});

test('templates that are written by hand have the properties that the constructs give', () => {
  const random = new Random(1);
  for (const name of STACK_NAMES) {
    let declaration = someStack(random, name);
    for (let edits = 0; edits < 8; edits += 1) {
      expect(propertiesIn(synthesizedStackOf(declaration, 1).template)).toEqual(propertiesIn({ Resources: customResources(declaration) }));
      declaration = edited(random, declaration);
    }
  }
});

test('and so have those of data, jobs, ML configurations and algorithms of SageMaker', () => {
  const declared = [1, 6, 8].flatMap((seed) => workflowOf(seed).steps.flatMap((step) => (step.do === 'deploy' ? step.stacks : [])).slice(0, 6));
  expect(declared.filter(({ workflow }) => workflow!.validated !== undefined).length).toBeGreaterThan(6);
  for (const declaration of declared) {
    expect(propertiesIn(synthesizedStackOf(declaration, 1).template)).toEqual(propertiesIn({ Resources: customResources(declaration) }));
  }
});

/** Properties and policies of the custom resources, without what is a matter of naming: tokens, labels and logical ids. */
function propertiesIn({ Resources = {} }: Template): string[] {
  return Object.values(Resources).filter(({ Type }) => Type.startsWith('Custom::'))
    .map(({ Type, Properties, DeletionPolicy, UpdateReplacePolicy }) => {
      const { ServiceToken: _, Label: _label, ...properties } = Properties!;
      const sorted = Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
      const text = JSON.stringify([Type, DeletionPolicy, UpdateReplacePolicy, sorted], withSortedKeys);
      return text.replace(/("Fn::GetAtt":\[")(Algorithm|Association|Model|Learned|Scored)[0-9A-F]*"/g, '$1$2"');
    })
    .sort();
}

function withSortedKeys(_: string, value: unknown): unknown {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

test('a scenario is made as small as it can be', async () => {
  const scenario = scenarioOf(3);
  const smallest = await shrink(scenario, async ({ steps }) => steps.some((step) => step.do === 'deploy'));

  expect(smallest.steps).toHaveLength(1);
  expect(smallest.behavior).toEqual({});
});

const HANDLERS = handlersIn(ROOT);

test.each([...MUTANTS, ...FOUND_BY_TESTS].map((mutant) => [mutant.name, mutant] as const))('the mutant "%s" is about what the handlers are now', (_, mutant) => {
  for (const { texts } of variantsOf(HANDLERS, mutant)) {
    texts.forEach((text, file) => expect(javascriptOf(text)).not.toBe(javascriptOf(HANDLERS.sources.get(file)!.text)));
  }
});

/** @throws when it is none */
const javascriptOf = (source: string) => transformSync(source, { loader: 'ts' }).code;

test.each([
  'who started a training is not compared', 'a status that can be outdated is believed at once', 'a deployment goes by the outdated status of a rollback',
  'base version sent as "NULL"', 'physical id with the request in it', 'version of a cancellation omitted',
])('the mutant "%s" is found', async (name) => {
  const { found } = await hunt(ROOT, MUTANTS.find((mutant) => mutant.name === name)!);

  expect(found).toBeDefined();
});
