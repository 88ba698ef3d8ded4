/** Inference jobs and exports over HTTP: every operation travels as the service expects it. */
import { WireWorld } from './world';
import { PROPERTY_FORMAT, RESOURCE_TYPES } from '../../src/private/protocol/contract';
import { CHANNEL, MEMBERSHIP, modelProperties } from '../lambda/handler-harness';

/** A model that is trained, and what jobs on it are asked for with. */
async function trained(world: WireWorld) {
  const { attributes } = await world.createModel(modelProperties());
  world.advance(30 * 60_000);
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Job',
    Completion: { Mode: 'WHEN_SUBMITTED' },
    Request: { membershipIdentifier: MEMBERSHIP, trainedModelArn: attributes!.TrainedModelArn, outputConfiguration: { members: [{ accountId: '444455556666' }] } },
  };
}

function operationsOf(world: WireWorld): Set<string> {
  return new Set(world.cleanRoomsMl.calls.map(({ operation }) => operation));
}

test('of an inference', () => WireWorld.run({}, async (world) => {
  const job = await trained(world);
  const Request = { ...job.Request, resourceConfig: { instanceType: 'ml.m5.large', instanceCount: '2' }, dataSource: { mlInputChannelArn: CHANNEL } };
  const common = { ResourceType: RESOURCE_TYPES.trainedModelInference, LogicalResourceId: 'Score' };
  const before = { ...job, Request, Environment: [{ Name: 'A', Value: 'ü & %' }], Tags: [{ Key: 'a', Value: '1' }] };
  const { physicalId } = await world.request({ RequestType: 'Create', ...common, ResourceProperties: before });
  world.stack.stackStatus = 'UPDATE_IN_PROGRESS';
  world.stack.resourceStatus = 'UPDATE_IN_PROGRESS';
  const after = { ...before, Tags: [{ Key: 'b', Value: '2' }] };
  const updated = await world.request({
    RequestType: 'Update', ...common, PhysicalResourceId: physicalId, ResourceProperties: after, OldResourceProperties: before,
  });
  expect(updated.attributes).toMatchObject({ Status: 'CREATE_PENDING' });
  const deleted = await world.request({ RequestType: 'Delete', ...common, PhysicalResourceId: physicalId, ResourceProperties: after });
  expect(deleted.reason).toBeUndefined();

  const [{ request, status }] = world.emulator.inferenceJobs;
  expect(request).toMatchObject({ resourceConfig: { instanceCount: 2 }, environment: { A: 'ü & %' } });
  expect(status()).toBe('INACTIVE');
  expect([...operationsOf(world)]).toEqual(expect.arrayContaining([
    'StartTrainedModelInferenceJob', 'GetTrainedModelInferenceJob', 'ListTrainedModelInferenceJobs', 'CancelTrainedModelInferenceJob', 'TagResource', 'UntagResource',
  ]));
  expect(operationsOf(world)).not.toContain('unknown');
  expect(world.warnings).toEqual([]);
}));

test('of an export', () => WireWorld.run({}, async (world) => {
  const job = await trained(world);
  const common = { ResourceType: RESOURCE_TYPES.trainedModelExport, LogicalResourceId: 'Export' };
  const properties = { ...job, Completion: { Mode: 'WHEN_ACTIVE' } };
  const { physicalId, attributes } = await world.request({ RequestType: 'Create', ...common, ResourceProperties: properties });
  expect(attributes).toEqual({ Name: expect.stringMatching(/^Job-/), Status: 'ACTIVE' });
  const deleted = await world.request({ RequestType: 'Delete', ...common, PhysicalResourceId: physicalId, ResourceProperties: properties });
  expect(deleted.reason).toBeUndefined();

  expect(world.emulator.exportJobs).toHaveLength(1);
  expect([...operationsOf(world)]).toEqual(expect.arrayContaining(['StartTrainedModelExportJob', 'ListCollaborationTrainedModelExportJobs']));
  expect(operationsOf(world)).not.toContain('unknown');
}));

test('a reply to a start without an ARN is an unknown outcome, and the job is found', () => WireWorld.run({}, async (world) => {
  const job = await trained(world);
  world.cleanRoomsMl.disturb('StartTrainedModelInferenceJob', { effect: true, answer: { status: 200, body: '{}' } });
  const Request = { ...job.Request, resourceConfig: { instanceType: 'ml.m5.large' }, dataSource: { mlInputChannelArn: CHANNEL } };
  const { attributes } = await world.request({
    RequestType: 'Create', ResourceType: RESOURCE_TYPES.trainedModelInference, LogicalResourceId: 'Score', ResourceProperties: { ...job, Request },
  });
  expect(world.emulator.inferenceJobs.map(({ name }) => name)).toEqual([attributes?.Name]);
}));
