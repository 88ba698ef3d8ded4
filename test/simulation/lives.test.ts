/** Lives that the simulation found, each as small as it gets: nothing of what has to hold may be violated. */
import * as path from 'node:path';
import type { ModelDeclaration, StackDeclaration } from '../../simulation/declarations';
import { handlerCode } from '../../simulation/handler-code';
import { knownLives } from '../../simulation/known-lives';
import { play } from '../../simulation/play';
import { CALM, type DisorderPlan, type Scenario, type Step } from '../../simulation/scenario';

const ROOT = path.resolve(__dirname, '../..');
const code = handlerCode(ROOT);

test.each(knownLives(ROOT).map(({ name, scenario }) => [name, scenario] as const))('nothing is violated by %s', async (_, scenario) => {
  expect((await play(scenario, code)).violations).toEqual([]);
});

describe('a model that is trained for the sixtieth time', () => {
  const model = (name: string | undefined, revision: number): ModelDeclaration => ({
    name,
    revision: `r${revision}`,
    membership: 0,
    channels: ['payments'],
    instanceType: 'ml.m5.xlarge',
    instanceCount: 1,
    volumeSizeGb: 30,
    incremental: true,
    retrainOn: 'INPUTS',
    tags: {},
  });
  const stack = (name: string | undefined, revision: number): StackDeclaration => (
    { name: 'Blue', account: '111111111111', algorithms: {}, associations: {}, models: { Model: model(name, revision) } });
  const deploy = (name: string | undefined, revision: number, disorder: DisorderPlan = CALM): Step => ({ do: 'deploy', stacks: [stack(name, revision)], disorder });
  const settle: Step = { do: 'settle', disorder: CALM };
  const life = (steps: readonly Step[]): Scenario => ({
    seed: 1, behavior: { trainingSeconds: 1, pendingSeconds: 1, tags: 'arn' }, deploymentBehavior: {}, latency: false, neighbours: false, steps,
  });
  const revisions = Array.from({ length: 60 }, (_, i) => i + 1);
  const played = async (steps: readonly Step[]) => (await play(life(steps.flatMap((step) => [step, { do: 'wait', minutes: 1, disorder: CALM } as const])), code)).violations;

  test.each([undefined, 'own-name'])('leaves nothing behind when it is deleted (name %s)', async (name) => {
    expect(await played(revisions.map((revision) => deploy(name, revision)))).toEqual([]);
  });

  test.each([undefined, 'own-name'])('goes back to what it was first trained as (name %s)', async (name) => {
    expect(await played([...revisions.map((revision) => deploy(name, revision)), deploy(name, 1)])).toEqual([]);
  });

  test('keeps its last good version in use while every training fails', async () => {
    const failing: DisorderPlan = { seed: 3, faults: ['training-fails'], rate: 1 };
    expect(await played([deploy('own-name', 1), settle, ...revisions.slice(1).map((revision) => deploy('own-name', revision, failing))])).toEqual([]);
  });
});
