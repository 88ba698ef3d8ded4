/** What happens to a training between two deployments that do not wait for it. */
import { assemblyOf, type AppSpec } from './deployment-harness';
import { printSummary, Rehearsal, type RehearsalOptions } from '../../rehearsal/index';
import { Retraining } from '../../src';

const model = (epochs: string): AppSpec => ({
  models: { Model: { hyperparameters: { epochs }, retraining: Retraining.incremental({ channelName: 'base' }) } },
});

async function twoDeployments(options: RehearsalOptions) {
  const rehearsal = new Rehearsal({ behavior: { trainingSeconds: 3600 }, ...options });
  await rehearsal.deploy(assemblyOf(model('10')));
  const second = await rehearsal.deploy(assemblyOf(model('20')));
  return { rehearsal, second, trainings: () => rehearsal.summary().trainings.map(({ status, parent }) => [status, parent !== undefined]) };
}

test('trainings end before the next deployment, so that it starts from their versions', async () => {
  const { rehearsal, second, trainings } = await twoDeployments({});

  expect(second).toMatchObject({ succeeded: true, trainings: 1 });
  expect(trainings()).toEqual([['ACTIVE', false], [expect.stringMatching(/^CREATE_/), true]]);
  expect(printSummary(rehearsal.summary(), { columns: 400 })).toMatch(/ +v1 .* from scratch; usable\n +v2 .* incremental from v1; in progress\n/);
  expect(rehearsal.timeline.events.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^01:\d\d:\d\d pass until the training has ended$/));
});

test('trainings end before a destruction as well', async () => {
  const { rehearsal } = await twoDeployments({});

  await rehearsal.destroy();

  expect(rehearsal.emulator.calls.filter(({ operation }) => operation === 'CancelTrainedModel')).toEqual([]);
});

test.each([{ seconds: 0 }, { minutes: 10 }])('with a gap of %j a training is still in progress, and is cancelled', async (gap) => {
  const { trainings } = await twoDeployments({ gap });

  expect(trainings()).toEqual([['INACTIVE', false], [expect.stringMatching(/^CREATE_/), false]]);
});

test('with a gap that is long enough trainings have ended', async () => {
  const { second, trainings } = await twoDeployments({ gap: { minutes: 90 } });

  expect(second.startedAt.getTime()).toBeGreaterThan(Date.UTC(2026, 0, 1, 1, 30));
  expect(trainings()[0]).toEqual(['ACTIVE', false]);
});
