import type { HttpReply } from './http-service';
import { WireWorld } from './world';
import { RESOURCE_TYPES } from '../../src/private/protocol/contract';
import { algorithmProperties, channelProperties, modelProperties } from '../lambda/handler-harness';

const json = (value: unknown): HttpReply => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

test.each<[string, HttpReply]>([
  ['null for the list', json({ trainedModels: null })],
  ['no list', json({})],
  ['an empty token', json({ trainedModels: [], nextToken: '' })],
  ['null for the token', json({ trainedModels: [], nextToken: null })],
  ['an empty body', { status: 200, body: '' }],
])('a listing with %s has nothing in it, and ends', (_, answer) => WireWorld.run({}, async (world) => {
  world.cleanRoomsMl.disturb('ListTrainedModels', { answer });
  const { attributes, polls } = await world.createModel(modelProperties());
  expect(world.trained).toEqual([attributes?.Name]);
  expect(polls).toBe(1);
}));

test('null for what a row can lack is read as absent', () => WireWorld.run({}, async (world) => {
  await world.createModel(modelProperties());
  const { trainedModelArn, name, membershipIdentifier } = world.emulator.trainings[0];
  world.stack.stackStatus = 'UPDATE_IN_PROGRESS';
  world.stack.resourceStatus = 'UPDATE_IN_PROGRESS';
  const row = {
    trainedModelArn,
    name,
    membershipIdentifier,
    versionIdentifier: null,
    incrementalTrainingDataChannels: null,
    description: null,
    status: 'ACTIVE',
    createTime: '2026-01-01T00:00:00Z',
    updateTime: '2026-01-01T00:00:00.123Z',
  };
  world.cleanRoomsMl.disturbance = ({ operation }) => {
    switch (operation) {
      case 'ListTrainedModelVersions': return { answer: json({ trainedModels: [row], nextToken: null }) };
      case 'GetTrainedModel': return { answer: json({ ...row, statusDetails: null, tags: null, trainingContainerImageDigest: null }) };
      default: return undefined;
    }
  };
  const { attributes } = await world.request({
    RequestType: 'Update',
    ResourceType: RESOURCE_TYPES.trainedModel,
    LogicalResourceId: 'Model',
    PhysicalResourceId: name.replace(/-[^-]*$/, ''),
    ResourceProperties: modelProperties(),
    OldResourceProperties: modelProperties(),
  });
  expect(attributes).toMatchObject({ TrainedModelArn: trainedModelArn, VersionIdentifier: '', Status: 'ACTIVE', TrainingContainerImageDigest: '' });
}));

test.each([['the same token', ['a', 'a']], ['tokens in a circle', ['a', 'b', 'a']]])('a listing that gives %s for ever ends the deployment', (_, tokens) => (
  WireWorld.run({}, async (world) => {
    world.cleanRoomsMl.disturbance = ({ operation, count }) => (
      operation === 'ListTrainedModels' ? { answer: json({ trainedModels: [], nextToken: tokens[(count - 1) % tokens.length] }) } : undefined);
    const { reason } = await world.createModel(modelProperties());
    expect(reason).toMatch(/^TrainedModel "Model" \(Create\): The listing of trainedModels has no end/);
    expect(world.cleanRoomsMl.count('ListTrainedModels')).toBe(tokens.length);
    expect(world.trained).toEqual([]);
  })));

test.each<[string, HttpReply]>([
  ['an empty body', { status: 200, body: '' }],
  ['HTML', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }],
])('CloudFormation that answers with %s has not said that there is no resource', (_, answer) => WireWorld.run({}, async (world) => {
  world.cloudFormation.disturbance = ({ operation, count }) => (operation === 'DescribeStackResource' && count <= 8 ? { answer } : undefined);
  const { attributes, seconds } = await world.createModel(modelProperties());
  expect(world.trained).toEqual([attributes?.Name]);
  expect(seconds).toBe(8 * 15);
}));

test.each(['ConfiguredModelAlgorithm', 'TrainedModel'])('every operation of a %s travels as the service expects it', (resource) => WireWorld.run({}, async (world) => {
  const [type, properties, changed] = resource === 'TrainedModel'
    ? [RESOURCE_TYPES.trainedModel, modelProperties({ Tags: [{ Key: 'a', Value: '1' }] }), modelProperties({ Tags: [{ Key: 'b', Value: 'ü & %' }] })]
    : [RESOURCE_TYPES.algorithm, algorithmProperties({ Tags: [{ Key: 'a', Value: '1' }] }), algorithmProperties({ Tags: [{ Key: 'b', Value: 'ü & %' }] })];
  const common = { ResourceType: type, LogicalResourceId: 'Resource' };
  const { physicalId } = await world.request({ RequestType: 'Create', ...common, ResourceProperties: properties });
  world.advance(30 * 60_000);
  world.stack.stackStatus = 'UPDATE_IN_PROGRESS';
  world.stack.resourceStatus = 'UPDATE_IN_PROGRESS';
  const updated = await world.request({
    RequestType: 'Update', ...common, PhysicalResourceId: physicalId, ResourceProperties: changed, OldResourceProperties: properties,
  });
  expect(updated.reason).toBeUndefined();
  const deleted = await world.request({ RequestType: 'Delete', ...common, PhysicalResourceId: physicalId, ResourceProperties: changed });
  expect(deleted.reason).toBeUndefined();
  const { algorithms, runningTrainings, activeOutputs } = world.emulator.leftBehind();
  expect([algorithms, runningTrainings, activeOutputs]).toEqual([[], [], []]);
  const used = new Set(world.cleanRoomsMl.calls.map(({ operation }) => operation));
  expect(used).not.toContain('unknown');
  expect([...used]).toEqual(expect.arrayContaining(['TagResource', 'UntagResource']));
  expect(world.cleanRoomsMl.calls.every(({ request }) => /\/us-east-1\/cleanrooms-ml\/aws4_request/.test(request.headers.authorization ?? ''))).toBe(true);
  expect(world.warnings).toEqual([]);
}));

test.each<[string, string, HttpReply]>([
  ['a listing of channels with null for the list', 'ListMLInputChannels', json({ mlInputChannelsList: null })],
  ['a create without the ARN of the channel', 'CreateMLInputChannel', json({})],
])('%s is one query all the same', (_, operation, answer) => WireWorld.run({}, async (world) => {
  world.cleanRoomsMl.disturb(operation, { answer });
  const { attributes, reason } = await world.request({
    RequestType: 'Create', ResourceType: RESOURCE_TYPES.mlInputChannel, LogicalResourceId: 'Channel', ResourceProperties: channelProperties(),
  });
  expect(reason).toBeUndefined();
  expect(world.emulator.queries.map(({ mlInputChannelArn, status }) => [mlInputChannelArn, status()])).toEqual([[attributes?.MlInputChannelArn, 'ACTIVE']]);
  expect(attributes).toMatchObject({ NumberOfRecords: expect.stringMatching(/^[0-9]+$/), SizeInGb: expect.stringMatching(/^[0-9.]+$/) });
}));
