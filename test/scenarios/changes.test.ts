import { Duration, Stack } from 'aws-cdk-lib';
import { channel, elsewhere, IN_OTHER_MEMBERSHIP, keyArn, NOTHING, DeploymentHarness, type ModelSettings } from './deployment-harness';
import {
  Completion, DataDistribution, Retraining, RetrainTrigger, TrainedModel, TrainingInputMode, TrainingInstanceType, VersionRetention,
} from '../../src';
import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';

/** What a model has before it is changed. */
const BASE = {
  channels: [channel('cards'), channel('accounts')],
  hyperparameters: { rate: '0.10' },
  resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, instanceCount: 2, volumeSizeGb: 30 },
  maxRuntime: Duration.hours(6),
  description: 'Fraud scores',
  tags: { team: 'fraud' },
  revision: '1',
  retraining: Retraining.incremental({ channelName: 'base' }),
  completion: Completion.whenActive(),
} satisfies ModelSettings;

/** What a property is about: this decides when its change trains. */
type Matter = 'input' | 'resource' | 'revision' | 'neither';

const TRAINING_CHANGES: { readonly [trigger in RetrainTrigger]: readonly Matter[] } = {
  [RetrainTrigger.INPUTS]: ['revision', 'input'],
  [RetrainTrigger.ANY_TRAINING_PROPERTY]: ['revision', 'input', 'resource'],
  [RetrainTrigger.REVISION_ONLY]: ['revision'],
};
const TRIGGERS = Object.keys(TRAINING_CHANGES) as RetrainTrigger[];

interface Change {
  readonly what: string;
  readonly matter: Matter;
  readonly to: ModelSettings;
  /** What the next training is then asked for. */
  readonly sends?: { readonly [member in keyof CreateTrainedModelRequest]?: unknown };
  /** What the change does without a training. */
  readonly does?: string[];
}

const importedModel = (name: string) => TrainedModel.fromTrainedModelArn(new Stack(), 'Imported', elsewhere('trained-model', name));
const sent = (name: string, data = name) => ({ channelName: name, mlInputChannelArn: elsewhere('ml-input-channel', data) });
const SENT_RESOURCES = { instanceType: 'ml.m5.xlarge', instanceCount: 2, volumeSizeInGB: 30 };
const OTHER_ASSOCIATION = elsewhere('configured-model-algorithm-association', 'other');

const CHANGES: Change[] = [
  { what: 'revision', matter: 'revision', to: { revision: '2' } },
  { what: 'revision, taken away', matter: 'revision', to: { revision: undefined } },

  {
    what: 'association',
    matter: 'input',
    to: { associationArn: OTHER_ASSOCIATION },
    sends: { configuredModelAlgorithmAssociationArn: OTHER_ASSOCIATION },
  },
  {
    what: 'channels, one added',
    matter: 'input',
    to: { channels: [...BASE.channels, channel('new')] },
    sends: { dataChannels: [sent('cards'), sent('accounts'), sent('new')] },
  },
  { what: 'channels, one removed', matter: 'input', to: { channels: [channel('cards')] }, sends: { dataChannels: [sent('cards')] } },
  {
    what: 'channels, one renamed',
    matter: 'input',
    to: { channels: [channel('cards'), channel('new', { data: 'accounts' })] },
    sends: { dataChannels: [sent('cards'), sent('new', 'accounts')] },
  },
  {
    what: 'channels, other data',
    matter: 'input',
    to: { channels: [channel('cards', { data: 'new' }), channel('accounts')] },
    sends: { dataChannels: [sent('cards', 'new'), sent('accounts')] },
  },
  {
    what: 'channels, distribution',
    matter: 'input',
    to: { channels: [channel('cards', { distribution: DataDistribution.SHARDED_BY_S3_KEY }), channel('accounts')] },
    sends: { dataChannels: [{ ...sent('cards'), s3DataDistributionType: 'ShardedByS3Key' }, sent('accounts')] },
  },
  { what: 'hyperparameters, a value', matter: 'input', to: { hyperparameters: { rate: '0.20' } }, sends: { hyperparameters: { rate: '0.20' } } },
  {
    what: 'hyperparameters, one more',
    matter: 'input',
    to: { hyperparameters: { rate: '0.10', epochs: '20' } },
    sends: { hyperparameters: { rate: '0.10', epochs: '20' } },
  },
  { what: 'environment', matter: 'input', to: { environment: { LOG_LEVEL: 'debug' } }, sends: { environment: { LOG_LEVEL: 'debug' } } },
  { what: 'inputMode', matter: 'input', to: { inputMode: TrainingInputMode.PIPE }, sends: { trainingInputMode: 'Pipe' } },
  { what: 'encryptionKey', matter: 'input', to: { encryptionKeyArn: keyArn('new') }, sends: { kmsKeyArn: keyArn('new') } },

  {
    what: 'instanceType',
    matter: 'resource',
    to: { resources: { ...BASE.resources, instanceType: TrainingInstanceType.ML_G5_XLARGE } },
    sends: { resourceConfig: { ...SENT_RESOURCES, instanceType: 'ml.g5.xlarge' } },
  },
  {
    what: 'instanceCount',
    matter: 'resource',
    to: { resources: { ...BASE.resources, instanceCount: 3 } },
    sends: { resourceConfig: { ...SENT_RESOURCES, instanceCount: 3 } },
  },
  {
    what: 'volumeSizeGb',
    matter: 'resource',
    to: { resources: { ...BASE.resources, volumeSizeGb: 50 } },
    sends: { resourceConfig: { ...SENT_RESOURCES, volumeSizeInGB: 50 } },
  },
  { what: 'maxRuntime', matter: 'resource', to: { maxRuntime: Duration.hours(7) }, sends: { stoppingCondition: { maxRuntimeInSeconds: 25_200 } } },
  { what: 'payerAccountId', matter: 'resource', to: { payerAccountId: '444455556666' }, sends: { mlModelTrainingPayerAccountId: '444455556666' } },

  {
    what: 'channels, their order',
    matter: 'neither',
    to: { channels: [...BASE.channels].reverse() },
    sends: { dataChannels: [sent('accounts'), sent('cards')] },
  },
  { what: 'description', matter: 'neither', to: { description: 'Scores' }, sends: { description: 'Scores' } },
  {
    what: 'tags, a value',
    matter: 'neither',
    to: { tags: { team: 'risk' } },
    sends: { tags: expect.objectContaining({ team: 'risk' }) },
    does: ['TagResource'],
  },
  {
    what: 'tags, one less',
    matter: 'neither',
    to: { tags: {} },
    sends: { tags: expect.not.objectContaining({ team: expect.anything() }) },
    does: ['UntagResource'],
  },
  {
    what: 'retraining, the strategy',
    matter: 'neither',
    to: { retraining: Retraining.fromScratch() },
    sends: { incrementalTrainingDataChannels: undefined },
  },
  {
    what: 'retraining, the channel',
    matter: 'neither',
    to: { retraining: Retraining.incremental({ channelName: 'earlier' }) },
    sends: { incrementalTrainingDataChannels: [expect.objectContaining({ channelName: 'earlier' })] },
  },
  {
    what: 'retraining, startFrom',
    matter: 'neither',
    to: { retraining: Retraining.incremental({ channelName: 'base', startFrom: importedModel('foundation') }) },
    sends: { incrementalTrainingDataChannels: [expect.not.objectContaining({ trainedModelArn: elsewhere('trained-model', 'foundation') })] },
  },
  { what: 'completion', matter: 'neither', to: { completion: Completion.whenSubmitted() } },
  { what: 'completion, its timeout', matter: 'neither', to: { completion: Completion.whenActive({ timeout: Duration.minutes(30) }) } },
  { what: 'versionRetention', matter: 'neither', to: { versionRetention: VersionRetention.keepLast(1) } },
];

describe.each(TRIGGERS)('with retrainOn %s a change of', (retrainOn) => {
  test.each(CHANGES)('$what', async ({ matter, to, sends = {}, does = [] }) => {
    const harness = new DeploymentHarness();
    const scene = (settings: ModelSettings = {}) => ({ models: { Model: { ...BASE, retrainOn, ...settings } } });
    await harness.deploy(scene());
    const before = harness.attributes();
    const trains = TRAINING_CHANGES[retrainOn].includes(matter);

    expect(await harness.deploy(scene(to)))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: trains ? 1 : 0, changes: trains ? ['CreateTrainedModel'] : does });
    const after = harness.attributes();
    if (trains) {
      expect(pick(harness.trainings[1].request, sends)).toEqual(sends);
      expect(after).toEqual({
        ...before,
        VersionIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/),
        TrainingContainerImageDigest: expect.stringMatching(/^sha256:/),
        Name: harness.trainings[1].name,
      });
      expect(after.Name).not.toBe(before.Name);
    } else {
      expect(after).toEqual(before);
      // What trained nothing applies to the next training.
      expect(await harness.deploy(scene({ ...to, revision: 'next' })))
        .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel'] });
      expect(pick(harness.trainings[1].request, sends)).toEqual(sends);
    }
    expect(harness.physicalId()).toMatch(/^Test-Model-/);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 2, remains: NOTHING });
  });

  test.each<{ what: string; to: ModelSettings }>([
    { what: 'trainedModelName', to: { trainedModelName: 'fraud' } },
    { what: 'membership', to: IN_OTHER_MEMBERSHIP },
  ])('$what, which is another model: the old one goes when the new one is there', async ({ to }) => {
    const harness = new DeploymentHarness();
    await harness.deploy({ models: { Model: { ...BASE, retrainOn } } });
    const before = { id: harness.physicalId(), ...harness.attributes() };
    expect(await harness.deploy({ models: { Model: { ...BASE, retrainOn, ...to } } }))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel', 'DeleteTrainedModelOutput'] });
    expect(harness.physicalId()).not.toBe(before.id);
    expect(harness.attributes()).toMatchObject({ VersionIdentifier: '', ParentVersionIdentifier: '', Status: 'ACTIVE' });
    expect(harness.attributes().TrainedModelArn).not.toBe(before.TrainedModelArn);
    expect(harness.remains().outputs).toEqual([harness.attributes().Name]);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 2, remains: NOTHING });
  });

  test.each(TRIGGERS.filter((other) => other !== retrainOn))('retrainOn to %s', async (other) => {
    const harness = new DeploymentHarness();
    await harness.deploy({ models: { Model: { ...BASE, retrainOn } } });
    const before = harness.attributes();
    expect(await harness.deploy({ models: { Model: { ...BASE, retrainOn: other } } })).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(harness.attributes()).toEqual(before);
  });
});

test('a wider retrainOn does not train for what was changed while a narrower one looked away', async () => {
  const harness = new DeploymentHarness();
  const scene = (retrainOn: RetrainTrigger, rate: string) => ({ models: { Model: { ...BASE, retrainOn, hyperparameters: { rate } } } });
  await harness.deploy(scene(RetrainTrigger.REVISION_ONLY, '0.10'));
  expect(await harness.deploy(scene(RetrainTrigger.REVISION_ONLY, '0.20'))).toMatchObject({ trained: 0, changes: [] });
  expect(await harness.deploy(scene(RetrainTrigger.INPUTS, '0.20'))).toMatchObject({ trained: 0, changes: [] });
  expect(await harness.deploy(scene(RetrainTrigger.INPUTS, '0.30'))).toMatchObject({ trained: 1, changes: ['CreateTrainedModel'] });
});

/** The members of a request that are looked at, be they there or not. */
function pick(request: object, members: object): object {
  return Object.fromEntries(Object.keys(members).map((member) => [member, request[member as keyof typeof request]]));
}
