/** What a request costs in calls of the service; the table in docs/architecture.md says the same. */
import {
  CHANNEL, HandlerHarness, MEMBERSHIP, algorithmProperties, channelProperties, modelProperties, sageMakerAlgorithmProperties,
} from './handler-harness';
import {
  PROPERTY_FORMAT, RESOURCE_TYPES, type MlConfigurationProperties, type TrainedModelExportProperties, type TrainedModelInferenceProperties,
} from '../../src/private/protocol/contract';

function countsOf(harness: HandlerHarness): Record<string, number> {
  const counts: Record<string, number> = {};
  [...harness.emulator.calls, ...harness.sageMaker.calls].forEach(({ operation }) => {
    counts[operation] = (counts[operation] ?? 0) + 1;
  });
  harness.emulator.resetCalls();
  harness.sageMaker.resetCalls();
  return counts;
}

test('a trained model', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  await model.create(modelProperties());
  expect(countsOf(harness)).toEqual({ ListTrainedModels: 1, GetMLInputChannel: 1, CreateTrainedModel: 1, ListTrainedModelVersions: 1 });

  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Completion: { Mode: 'WHEN_SUBMITTED' }, request: { description: 'while it trains' } }));
  expect(countsOf(harness)).toEqual({ ListTrainedModelVersions: 1 });

  harness.advance(30);
  await model.update(modelProperties());
  expect(countsOf(harness)).toEqual({ ListTrainedModelVersions: 1, GetTrainedModel: 1 });
  await model.update(modelProperties());
  expect(countsOf(harness)).toEqual({ ListTrainedModelVersions: 1 });

  await model.update(modelProperties({ Revision: '2' }));
  expect(countsOf(harness)).toEqual({ ListTrainedModels: 1, GetMLInputChannel: 1, CreateTrainedModel: 1, ListTrainedModelVersions: 2 });

  harness.advance(30);
  const { polls } = await model.delete();
  expect(countsOf(harness)).toEqual({ ListTrainedModels: polls, ListTrainedModelVersions: polls, DeleteTrainedModelOutput: 2 });
});

test('a return to a version that is there', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const revision = (Revision: string) => modelProperties({ Revision, Completion: { Mode: 'WHEN_ACTIVE' } });
  await model.create(revision('1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(revision('2'));
  harness.emulator.resetCalls();

  await model.update(revision('1'));

  expect(countsOf(harness)).toEqual({ ListTrainedModels: 1, ListTrainedModelVersions: 2 });
});

/** A model that is trained, and the properties of jobs on it. */
async function trained(harness: HandlerHarness) {
  const { attributes } = await harness.trainedModel().create(modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
  harness.emulator.resetCalls();
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Job',
    Completion: { Mode: 'WHEN_ACTIVE' as const },
    Request: {
      membershipIdentifier: MEMBERSHIP, trainedModelArn: attributes.TrainedModelArn, outputConfiguration: { members: [{ accountId: '444455556666' }] },
    },
  };
}

test('an inference', async () => {
  const harness = new HandlerHarness();
  const job = await trained(harness);
  const inference = harness.resource<TrainedModelInferenceProperties>(RESOURCE_TYPES.trainedModelInference, 'Score');
  const properties = (Revision: string): TrainedModelInferenceProperties => ({
    ...job, Revision, Request: { ...job.Request, resourceConfig: { instanceType: 'ml.m5.large' }, dataSource: { mlInputChannelArn: CHANNEL } },
  });
  const created = await inference.create(properties('1'));
  expect(countsOf(harness)).toEqual({
    ListTrainedModelVersions: 1,
    GetMLInputChannel: 1,
    ListTrainedModelInferenceJobs: 1,
    StartTrainedModelInferenceJob: 1,
    GetTrainedModelInferenceJob: created.polls + 1,
  });
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await inference.update({ ...properties('1'), Completion: { Mode: 'WHEN_SUBMITTED' } });
  expect(countsOf(harness)).toEqual({ GetTrainedModelInferenceJob: 1 });
  await inference.update({ ...properties('2'), Completion: { Mode: 'WHEN_SUBMITTED' } });
  expect(countsOf(harness)).toMatchObject({ StartTrainedModelInferenceJob: 1, ListTrainedModelVersions: 1, ListTrainedModelInferenceJobs: 1 });
  const { polls } = await inference.delete();
  expect(countsOf(harness)).toEqual({ CancelTrainedModelInferenceJob: 1, ListTrainedModelInferenceJobs: polls });
});

test('an export', async () => {
  const harness = new HandlerHarness();
  harness.emulator.registerMembership({ membershipIdentifier: MEMBERSHIP, collaborationIdentifier: COLLABORATION, accountId: '111122223333' });
  const job = await trained(harness);
  const exporting = harness.resource<TrainedModelExportProperties>(RESOURCE_TYPES.trainedModelExport, 'Export');
  const properties = (Revision: string): TrainedModelExportProperties => ({ ...job, Revision, CollaborationIdentifier: COLLABORATION });
  const created = await exporting.create(properties('1'));
  expect(countsOf(harness)).toEqual({
    ListTrainedModelVersions: 1, StartTrainedModelExportJob: 1, ListCollaborationTrainedModelExportJobs: created.polls + 1,
  });
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await exporting.update({ ...properties('1'), Completion: { Mode: 'WHEN_SUBMITTED' } });
  expect(countsOf(harness)).toEqual({ ListCollaborationTrainedModelExportJobs: 1 });
  await exporting.delete();
  expect(countsOf(harness)).toEqual({});
});

const COLLABORATION = '22222222-3333-4444-5555-666666666666';

test('an ML configuration', async () => {
  const harness = new HandlerHarness();
  const configuration = harness.resource<MlConfigurationProperties>(RESOURCE_TYPES.mlConfiguration, 'MlConfiguration');
  const properties = (name: string): MlConfigurationProperties => ({
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'MlConfiguration',
    Request: { membershipIdentifier: MEMBERSHIP, defaultOutputLocation: { roleArn: `arn:aws:iam::111122223333:role/${name}` } },
    Adopt: 'false',
  });
  await configuration.create(properties('first'));
  expect(countsOf(harness)).toEqual({ GetMLConfiguration: 1, PutMLConfiguration: 1 });
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await configuration.update(properties('first'));
  expect(countsOf(harness)).toEqual({ GetMLConfiguration: 1 });
  await configuration.update(properties('second'));
  expect(countsOf(harness)).toEqual({ GetMLConfiguration: 1, PutMLConfiguration: 1 });
  await configuration.delete();
  expect(countsOf(harness)).toEqual({ GetMLConfiguration: 1, DeleteMLConfiguration: 1 });
});

test('an ML input channel', async () => {
  const harness = new HandlerHarness();
  const channel = harness.inputChannel();
  const { polls } = await channel.create(channelProperties());
  expect(countsOf(harness)).toEqual({ ListMLInputChannels: 1, CreateMLInputChannel: 1, GetMLInputChannel: polls - 1 });
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await channel.update(channelProperties());
  expect(countsOf(harness)).toEqual({ GetMLInputChannel: 1 });
  const deletion = await channel.delete();
  // What is read last is gone, or shows that nothing is left.
  expect(countsOf(harness)).toEqual({ GetMLInputChannel: deletion.polls, DeleteMLInputChannelData: 1 });
});

test('an algorithm', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.algorithm();
  await algorithm.create(algorithmProperties());
  expect(countsOf(harness)).toEqual({ ListConfiguredModelAlgorithms: 1, CreateConfiguredModelAlgorithm: 1 });
  await algorithm.update(algorithmProperties());
  expect(countsOf(harness)).toEqual({ GetConfiguredModelAlgorithm: 1 });
  await algorithm.delete();
  expect(countsOf(harness)).toEqual({ GetConfiguredModelAlgorithm: 1, DeleteConfiguredModelAlgorithm: 1 });
});

test('an algorithm of SageMaker', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.sageMakerAlgorithm();
  const { polls } = await algorithm.create(sageMakerAlgorithmProperties());
  expect(countsOf(harness)).toEqual({ ListAlgorithms: 1, CreateAlgorithm: 1, DescribeAlgorithm: polls - 1, ListTags: polls - 1 });

  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await algorithm.update(sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
  expect(countsOf(harness)).toEqual({ DescribeAlgorithm: 1, ListTags: 1, AddTags: 1 });

  harness.stackStatus = 'DELETE_IN_PROGRESS';
  const deletion = await algorithm.delete();
  // The last look finds nothing, and lists.
  expect(countsOf(harness)).toEqual({ DescribeAlgorithm: deletion.polls + 1, ListTags: deletion.polls - 1, DeleteAlgorithm: 1, ListAlgorithms: 1 });
});
