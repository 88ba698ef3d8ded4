/** What is looked at before anything is paid for: data, versions and associations. */
import { ASSOCIATION, CHANNEL, HandlerHarness, MEMBERSHIP, channelProperties, modelProperties } from './handler-harness';
import type { EmulatorBehavior } from '../../emulator';
import { ServiceCallError } from '../../lambda/engine/call';
import {
  PROPERTY_FORMAT, RESOURCE_TYPES, type TrainedModelExportProperties, type TrainedModelInferenceProperties, type TrainedModelProperties,
} from '../../src/private/protocol/contract';

const COLLABORATION = '22222222-3333-4444-5555-666666666666';
const THEIRS = { accountId: '777788889999', region: 'us-east-1' };
const THEIR_MEMBERSHIP = '99999999-8888-7777-6666-555555555555';
const THEIR_ARN = `arn:aws:cleanrooms-ml:us-east-1:${THEIRS.accountId}:membership/${THEIR_MEMBERSHIP}`;
const DAY = 24 * 60;

/** Two members of a collaboration. */
function collaboration(behavior: Partial<EmulatorBehavior> = {}): HandlerHarness {
  const harness = new HandlerHarness(behavior);
  for (const [membershipIdentifier, accountId] of [[MEMBERSHIP, '111122223333'], [THEIR_MEMBERSHIP, THEIRS.accountId]]) {
    harness.emulator.registerMembership({ membershipIdentifier, collaborationIdentifier: COLLABORATION, accountId });
  }
  return harness;
}

const reading = (mlInputChannelArn: string, changes: Partial<TrainedModelProperties> = {}) => (
  modelProperties({ ...changes, request: { dataChannels: [{ mlInputChannelArn, channelName: 'train' }] } }));

/** A model that is to be trained with a channel of the stack. */
async function modelWithChannel(behavior: Partial<EmulatorBehavior> = {}) {
  const harness = new HandlerHarness(behavior);
  const { attributes } = await harness.inputChannel().create(channelProperties());
  harness.emulator.resetCalls();
  return { harness, arn: attributes.MlInputChannelArn, model: harness.trainedModel() };
}

const operationsOf = ({ emulator }: HandlerHarness) => emulator.calls.map(({ operation }) => operation);

describe('a training', () => {
  test('is not started with data that another member has deleted', async () => {
    const { harness, arn, model } = await modelWithChannel();
    harness.emulator.deleteDataAsAnotherMember(arn);
    harness.advance(5);

    await expect(model.create(reading(arn))).rejects.toThrow(
      `ML input channel ${arn} is INACTIVE, so no training was started; query the data again: with MlInputChannel, change its revision`);
    expect(harness.emulator.trainings).toEqual([]);
  });

  test.each(['INACTIVE', 'ACTIVE'] as const)('is not started with data that has expired, which the service shows as %s', async (expiredChannel) => {
    const { harness, arn, model } = await modelWithChannel({ expiredChannel });
    harness.advance(30 * DAY);

    await expect(model.create(reading(arn))).rejects.toThrow(/(is INACTIVE|has expired: its data is kept for 30 days), so no training was started/);
    expect(operationsOf(harness)).not.toContain('CreateTrainedModel');
  });

  test('is started with data of which the service does not say how long it is kept', async () => {
    const { harness, arn, model } = await modelWithChannel();
    const { client } = harness.context;
    const getMLInputChannel: typeof client.getMLInputChannel = async (request) => (
      { ...await client.getMLInputChannel(request), retentionInDays: null as never });
    Object.assign(harness.context, {
      client: new Proxy(client, { get: (target, method: keyof typeof client) => (method === 'getMLInputChannel' ? getMLInputChannel : target[method]) }),
    });

    await model.create(reading(arn));

    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test('says all that it cannot use', async () => {
    const { harness, arn, model } = await modelWithChannel();
    const { attributes: { MlInputChannelArn: other } } = await harness.inputChannel('Other').create(channelProperties({ Label: 'Other' }));
    harness.emulator.deleteDataAsAnotherMember(arn);
    harness.emulator.deleteDataAsAnotherMember(other);

    const dataChannels = [arn, other].map((mlInputChannelArn, i) => ({ mlInputChannelArn, channelName: `c${i}` }));
    const creation = model.create(modelProperties({ request: { dataChannels } }));
    await expect(creation).rejects.toThrow(arn);
    await expect(creation).rejects.toThrow(other);
  });

  test('waits for data that is being queried', async () => {
    const harness = new HandlerHarness();
    const channel = harness.inputChannel();
    const querying = await channel.begin('Create', channelProperties());
    await harness.look(querying);
    const [{ mlInputChannelArn: arn }] = harness.emulator.queries;

    await harness.trainedModel().create(reading(arn));

    expect(harness.lines.map(({ why }) => why)).toContain(`ML input channel ${arn} is CREATE_PENDING`);
    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test('gives up on data that is being queried for longer than it may wait', async () => {
    const harness = new HandlerHarness({ querySeconds: 7200 });
    await harness.look(await harness.inputChannel().begin('Create', channelProperties()));
    const [{ mlInputChannelArn: arn }] = harness.emulator.queries;

    await expect(harness.trainedModel().create(reading(arn, { Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 300 } })))
      .rejects.toThrow(`${arn} is CREATE_IN_PROGRESS after 5 minutes, so no training was started; deploy again when it is ACTIVE`);
    expect(harness.emulator.trainings).toEqual([]);
  });

  test('leaves it to the service whether a channel exists that it does not show', async () => {
    const { harness, arn, model } = await modelWithChannel();
    const notShown = new ServiceCallError('GetMLInputChannel', Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' }));
    harness.afterCall = (operation) => (operation === 'getMLInputChannel' ? Promise.reject(notShown) : Promise.resolve());

    const { polls } = await model.create(reading(arn));

    expect(polls).toBeGreaterThan(180 / 15);
    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test('that is not needed, since a version is there, reads nothing of the data', async () => {
    const { harness, arn, model } = await modelWithChannel();
    await model.create(reading(arn, { Completion: { Mode: 'WHEN_ACTIVE' } }));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(reading(arn, { Completion: { Mode: 'WHEN_ACTIVE' }, Revision: '2' }));
    harness.emulator.deleteDataAsAnotherMember(arn);
    harness.advance(5);
    harness.emulator.resetCalls();
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

    await model.update(reading(arn, { Completion: { Mode: 'WHEN_ACTIVE' } }));

    expect(operationsOf(harness)).not.toContain('GetMLInputChannel');
    expect(harness.emulator.trainings).toHaveLength(2);
  });

  test('looks for the association of another member in the collaboration, where that is known', async () => {
    const harness = collaboration();
    const theirs = `${THEIR_ARN}/configured-model-algorithm-association/fraud`;
    const request = { configuredModelAlgorithmAssociationArn: theirs };
    await harness.trainedModel().create(modelProperties({ request, CollaborationIdentifier: COLLABORATION }));
    await harness.trainedModel('Other').create(modelProperties({ request, Label: 'Other' }));

    const looks = harness.emulator.calls.filter(({ operation }) => operation === 'GetCollaborationConfiguredModelAlgorithmAssociation')
      .map(({ request: sent }) => sent);
    expect(looks).toEqual([{ collaborationIdentifier: COLLABORATION, configuredModelAlgorithmAssociationArn: theirs }]);
  });
});

const job = {
  PropertyFormat: PROPERTY_FORMAT,
  Label: 'Job',
  Completion: { Mode: 'WHEN_ACTIVE' as const },
  CollaborationIdentifier: COLLABORATION,
};
const receivers = { members: [{ accountId: '444455556666' }] };

const inferenceOn = (
  trainedModelArn: string, changes: Partial<TrainedModelInferenceProperties> & { channel?: string } = {},
): TrainedModelInferenceProperties => {
  const { channel = CHANNEL, ...rest } = changes;
  return {
    ...job,
    Request: {
      membershipIdentifier: MEMBERSHIP,
      trainedModelArn,
      resourceConfig: { instanceType: 'ml.m5.large' },
      dataSource: { mlInputChannelArn: channel },
      outputConfiguration: receivers,
    },
    ...rest,
  };
};
const exportOf = (trainedModelArn: string, changes: Partial<TrainedModelExportProperties> = {}): TrainedModelExportProperties => (
  { ...job, Request: { membershipIdentifier: MEMBERSHIP, trainedModelArn, outputConfiguration: receivers }, ...changes });

const inference = (harness: HandlerHarness) => harness.resource<TrainedModelInferenceProperties>(RESOURCE_TYPES.trainedModelInference, 'Score');
const exporting = (harness: HandlerHarness) => harness.resource<TrainedModelExportProperties>(RESOURCE_TYPES.trainedModelExport, 'Export');

test('an inference job is not started with data that cannot be read', async () => {
  const { harness, arn } = await modelWithChannel();
  const { attributes } = await harness.trainedModel().create(modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
  harness.emulator.deleteDataAsAnotherMember(arn);
  harness.advance(5);

  await expect(inference(harness).create(inferenceOn(attributes.TrainedModelArn, { channel: arn })))
    .rejects.toThrow(`ML input channel ${arn} is INACTIVE, so no inference job was started`);
  expect(harness.emulator.inferenceJobs).toEqual([]);
});

describe('a version of another member', () => {
  /** Their model, trained with an association of theirs under a policy. */
  async function theirModel(policies: object, behavior: Partial<EmulatorBehavior> = {}) {
    const harness = collaboration(behavior);
    const client = harness.emulator.client(THEIRS);
    const { configuredModelAlgorithmAssociationArn } = await client.createConfiguredModelAlgorithmAssociation({
      name: 'theirs',
      membershipIdentifier: THEIR_MEMBERSHIP,
      configuredModelAlgorithmArn: `arn:aws:cleanrooms-ml:us-east-1:${THEIRS.accountId}:configured-model-algorithm/elsewhere`,
      privacyConfiguration: { policies },
    });
    const train = (name: string, parent?: { readonly trainedModelArn: string }) => client.createTrainedModel({
      name,
      membershipIdentifier: THEIR_MEMBERSHIP,
      configuredModelAlgorithmAssociationArn,
      dataChannels: [{ mlInputChannelArn: `${THEIR_ARN}/ml-input-channel/joint`, channelName: 'train' }],
      resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 30 },
      ...(parent === undefined ? {} : { incrementalTrainingDataChannels: [{ ...parent, channelName: 'base' }] }),
    });
    const { trainedModelArn } = await train('base');
    return { harness, train, trainedModelArn, association: configuredModelAlgorithmAssociationArn };
  }
  const GB = { unit: 'GB', value: 1 };
  const ALLOWED = { trainedModelExports: { maxSize: GB, filesToExport: ['MODEL'] }, trainedModelInferenceJobs: { maxOutputSize: GB } };

  test('is waited for while it is being trained', async () => {
    const { harness, trainedModelArn } = await theirModel(ALLOWED);

    const { attributes } = await inference(harness).create(inferenceOn(trainedModelArn));

    expect(attributes.Status).toBe('ACTIVE');
    expect(harness.lines.map(({ why }) => why)).toContain(`the base version of ${trainedModelArn} is CREATE_PENDING`);
  });

  test.each([
    ['an inference job', 'trainedModelInferenceJobs', { trainedModelExports: ALLOWED.trainedModelExports },
      (harness: HandlerHarness, arn: string) => inference(harness).create(inferenceOn(arn))],
    ['an export', 'trainedModelExports', { trainedModelInferenceJobs: ALLOWED.trainedModelInferenceJobs },
      (harness: HandlerHarness, arn: string) => exporting(harness).create(exportOf(arn))],
  ] as const)('is used by %s only where the privacy policy behind it has %s', async (_, policy, policies, start) => {
    const { harness, trainedModelArn, association } = await theirModel(policies);
    harness.advance(60);

    await expect(start(harness, trainedModelArn)).rejects.toThrow(
      `the base version of ${trainedModelArn} cannot be used: the privacy policy of ${association} has no ${policy}, so no`);
    expect([...harness.emulator.inferenceJobs, ...harness.emulator.exportJobs]).toEqual([]);

    const allowed = await theirModel(ALLOWED);
    allowed.harness.advance(60);
    expect((await start(allowed.harness, allowed.trainedModelArn)).attributes.Status).toBe('ACTIVE');
  });

  test('is found in a list where it is the base version of a model with later ones', async () => {
    const { harness, train, trainedModelArn } = await theirModel(ALLOWED, { listTrainedModels: 'all', incrementalArn: 'same', jobDefaultVersion: 'base' });
    harness.advance(60);
    await train('next', { trainedModelArn });

    await exporting(harness).create(exportOf(trainedModelArn));

    expect(operationsOf(harness)).toEqual(expect.arrayContaining(['GetCollaborationTrainedModel', 'ListCollaborationTrainedModels']));
    expect(harness.lines.map(({ why }) => why)).not.toContainEqual(expect.stringContaining('is not found yet'));
  });

  test('is asked about nowhere without the collaboration', async () => {
    const { harness, trainedModelArn } = await theirModel(ALLOWED);
    harness.advance(60);

    await inference(harness).create(inferenceOn(trainedModelArn, { CollaborationIdentifier: undefined }));

    expect(operationsOf(harness).filter((operation) => operation.includes('Collaboration'))).toEqual([]);
  });
});

describe('a version that is not to be kept', () => {
  const kept = (Revision: string) => modelProperties({
    Revision,
    Completion: { Mode: 'WHEN_ACTIVE' },
    Retraining: { Strategy: 'FROM_SCRATCH' },
    VersionRetention: { KeepLast: 1 },
    CollaborationIdentifier: COLLABORATION,
  });

  /** Three versions, of which the first can go; another member can be using it. */
  async function threeVersions(inUse: boolean) {
    const harness = collaboration({ inferenceSeconds: 36_000, deletionBlockedBy: [] });
    const model = harness.trainedModel();
    const { attributes } = await model.create(kept('1'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(kept('2'));
    if (inUse) {
      await harness.emulator.client(THEIRS).startTrainedModelInferenceJob({
        ...inferenceOn(attributes.TrainedModelArn).Request,
        membershipIdentifier: THEIR_MEMBERSHIP,
        name: 'theirs',
        dataSource: { mlInputChannelArn: `${THEIR_ARN}/ml-input-channel/joint` },
      });
    }
    harness.emulator.resetCalls();
    return { harness, model, first: harness.emulator.trainings[0] };
  }

  test('stays as long as another member infers with it', async () => {
    const { harness, model, first } = await threeVersions(true);
    await model.update(kept('3'));
    expect(first.status()).toBe('ACTIVE');
    expect(harness.lines.map(({ why }) => why)).toContain(`${first.name} is being used by an inference job`);

    harness.advance(1200);
    await model.update(kept('4'));
    expect(first.status()).not.toBe('ACTIVE');
  });

  test('stays as long as a job infers with a version of its model that it does not name', async () => {
    const harness = collaboration({ inferenceSeconds: 36_000, deletionBlockedBy: [], incrementalArn: 'same', jobDefaultVersion: 'base' });
    const model = harness.trainedModel();
    const incremental = (revision: string) => ({ ...kept(revision), Retraining: { Strategy: 'INCREMENTAL' as const, ChannelName: 'base' } });
    const { attributes } = await model.create(incremental('1'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(incremental('2'));
    await model.update(incremental('3'));
    await harness.emulator.client(THEIRS).startTrainedModelInferenceJob({
      ...inferenceOn(attributes.TrainedModelArn).Request,
      membershipIdentifier: THEIR_MEMBERSHIP,
      name: 'theirs',
      dataSource: { mlInputChannelArn: `${THEIR_ARN}/ml-input-channel/joint` },
    });

    await model.update(incremental('4'));
    await model.update(incremental('5'));

    expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(Array.from({ length: 5 }, () => 'ACTIVE'));
  });

  test('goes when nobody does', async () => {
    const { model, first } = await threeVersions(false);
    await model.update(kept('3'));
    expect(first.status()).not.toBe('ACTIVE');
  });

  test('stays when it cannot be found out whether somebody does', async () => {
    const { harness, model, first } = await threeVersions(false);
    harness.emulator.faults.add({ operation: 'ListCollaborationTrainedModelInferenceJobs', fault: 'throttle' });
    await model.update(kept('3'));
    expect(first.status()).toBe('ACTIVE');
  });

  test('is looked for in no collaboration when that is not known', async () => {
    const { harness, model, first } = await threeVersions(true);
    await model.update({ ...kept('3'), CollaborationIdentifier: undefined });
    expect(operationsOf(harness)).not.toContain('ListCollaborationTrainedModelInferenceJobs');
    expect(first.status()).not.toBe('ACTIVE');
  });
});

test('the association of the own membership is looked for nowhere', async () => {
  const harness = collaboration();
  await harness.trainedModel().create(modelProperties({
    CollaborationIdentifier: COLLABORATION, request: { configuredModelAlgorithmAssociationArn: ASSOCIATION },
  }));
  expect(operationsOf(harness).filter((operation) => operation.includes('Collaboration'))).toEqual([]);
});
