/** What a rehearsal says about a deployment before its first step, and what then happens. */
import { AFTER_THE_MODEL, IN_OTHER_MEMBERSHIP, channel, DeploymentHarness, type AppSpec } from './deployment-harness';
import { NoiseLevel, RetrainTrigger, Retraining } from '../../src';

const APP: AppSpec = {
  algorithm: {},
  association: {},
  models: { Model: { hyperparameters: { epochs: '10', rate: '1' } } },
};
const withModel = (settings: NonNullable<AppSpec['models']>[string], scene = APP): AppSpec => ({
  ...scene, models: { Model: { ...scene.models!.Model, ...settings } },
});

const WITH_CHANNEL: AppSpec = { ...APP, inputChannels: { Channel: {} }, models: { Model: { ...APP.models!.Model, reads: 'Channel' } } };
const withChannel = (Channel: NonNullable<AppSpec['inputChannels']>[string]): AppSpec => ({ ...WITH_CHANNEL, inputChannels: { Channel } });
const two = (...names: [string, string]) => withModel({ channels: names.map((name) => channel(name)) });

const expectations = ({ rehearsal: { timeline } }: DeploymentHarness, from = 0) => timeline.events.slice(from)
  .filter(({ kind }) => kind === 'expectation').map(({ resource, text }) => `${resource} ${text}`);

const TRAINS = 'trains, unless it has a version of these inputs';

test.each<[string, AppSpec, AppSpec, string[], number]>([
  ['tags', APP, withModel({ tags: { team: 'fraud' } }), [], 0],
  ['a hyperparameter', APP, withModel({ hyperparameters: { epochs: '20', rate: '1' } }), [`Test/Model ${TRAINS} (hyperparameters: epochs)`], 1],
  ['the revision', APP, withModel({ revision: '2' }), [`Test/Model ${TRAINS} (revision)`], 1],
  ['a hyperparameter, with triggers that leave it out', withModel({ retrainOn: RetrainTrigger.REVISION_ONLY }),
    withModel({ retrainOn: RetrainTrigger.REVISION_ONLY, hyperparameters: { epochs: '20' } }), ['Test/Model does not train (hyperparameters: epochs, rate)'], 0],
  ['how it retrains', APP, withModel({ retraining: Retraining.incremental({ channelName: 'base' }) }), [], 0],
  ['the name', APP, withModel({ trainedModelName: 'fraud' }), ['Test/Model trains another model, and deletes this one (trainedModelName)'], 1],
  ['the image', APP, { ...APP, algorithm: { imageTag: 'v2' } }, [
    'Test/Algorithm is replaced (training)',
    'Test/Association is replaced (algorithm)',
    `Test/Model ${TRAINS} (the training container)`,
  ], 1],
  ['the inference container', APP, { ...APP, algorithm: { inferenceTag: 'v2' } }, [
    'Test/Algorithm is replaced (inference)',
    'Test/Association is replaced (algorithm)',
    'Test/Model does not train (association)',
  ], 0],
  ['the privacy policy', APP, { ...APP, association: { noiseLevel: NoiseLevel.LOW } }, [
    'Test/Association is replaced (privacyPolicy)',
    'Test/Model does not train (association)',
  ], 0],
  ['the order of channels', two('a', 'b'), two('b', 'a'), [], 0],
  ['the parameters of a query', WITH_CHANNEL, withChannel({ parameters: { since: '2026' } }), [
    'Test/Channel queries again, as another channel (query.parameters: since)',
    `Test/Model ${TRAINS} (channels)`,
  ], 1],
  ['the description and the tags of a channel', WITH_CHANNEL, withChannel({ description: 'fraud', tags: { team: 'fraud' } }), [], 0],
  ['the retention and the revision of a channel', WITH_CHANNEL, withChannel({ retentionDays: 7, revision: '2' }), [
    'Test/Channel queries again, as another channel (retention; revision)',
    `Test/Model ${TRAINS} (channels)`,
  ], 1],
  ['the privacy policy under a channel', WITH_CHANNEL, { ...WITH_CHANNEL, association: { noiseLevel: NoiseLevel.LOW } }, [
    'Test/Association is replaced (privacyPolicy)',
    'Test/Channel queries again, as another channel (association)',
    `Test/Model ${TRAINS} (channels)`,
  ], 1],
  ['a removed channel', { inputChannels: { Channel: {} } }, {}, ['Test/Channel is deleted with its data'], 0],
  ['a removed model', APP, { ...APP, models: {} }, ['Test/Model is deleted with its versions'], 0],
])('a change of %s is foreseen', async (_, before, after, expected, trainings) => {
  const harness = new DeploymentHarness({}, { gap: undefined });
  await harness.deploy(before);
  const from = harness.rehearsal.timeline.events.length;

  const { trained } = await harness.deploy(after);

  expect(expectations(harness, from)).toEqual(expected);
  expect(trained).toBe(trainings);
  // Nothing of the deployment has happened before.
  const [heading, ...events] = harness.rehearsal.timeline.events.slice(from).filter(({ kind }) => kind !== 'notice');
  expect(heading.kind).toBe('deployment');
  expect(events.slice(0, expected.length).map(({ kind }) => kind)).toEqual(expected.map(() => 'expectation'));
});

test('the first training of a model is foreseen', async () => {
  const harness = new DeploymentHarness();
  await harness.deploy(APP);
  expect(expectations(harness)).toEqual(['Test/Model trains its first version']);
});

test('the query of a channel is foreseen', async () => {
  const harness = new DeploymentHarness();
  await harness.deploy(WITH_CHANNEL);
  expect(expectations(harness)).toEqual(['Test/Channel queries its data', 'Test/Model trains its first version']);
});

test('another membership is another model', async () => {
  const harness = new DeploymentHarness();
  await harness.deploy({ models: APP.models });
  const from = harness.rehearsal.timeline.events.length;
  await harness.deploy({ models: { Model: { ...APP.models!.Model, ...IN_OTHER_MEMBERSHIP } } }, AFTER_THE_MODEL);
  expect(expectations(harness, from)).toEqual(['Test/Model trains another model, and deletes this one (membership)']);
});
