import { ALGORITHM, MEMBERSHIP, ROLE_ARN, elsewhere, failure, trained, training, world } from './world';
import type { LogsConfigurationPolicy } from '../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';

type Refused = [what: string, send: (client: CleanRoomsMl) => Promise<unknown>, message: string];

const manyTags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, 'value']));
const channels = (count: number) => Array.from({ length: count }, (_, i) => ({ channelName: `channel${i}`, mlInputChannelArn: elsewhere().inputChannel }));
const association = (policies: object = {}) => ({
  membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn: elsewhere().algorithm, privacyConfiguration: { policies },
});
const logs = (logRedactionConfiguration: LogsConfigurationPolicy['logRedactionConfiguration']) => (
  { containerLogs: [{ allowedAccountIds: ['111111111111'] }, { allowedAccountIds: ['111111111111'], logRedactionConfiguration }] });
const identifiers = { customEntityConfig: { customDataIdentifiers: ['[0-9]+'] } };
const base = { channelName: 'base', trainedModelArn: elsewhere().trainedModel };
const unknown = (request: object) => request as never;

const REFUSED: Refused[] = [
  ['an algorithm without a name', (client) => client.createConfiguredModelAlgorithm(unknown({ roleArn: ROLE_ARN })), 'name is required'],
  ['an algorithm with an unknown member', (client) => client.createConfiguredModelAlgorithm({ ...ALGORITHM, ...{ rolArn: '' } }), 'rolArn is not a member of the request'],
  ['an unknown nested member', (client) => client.createConfiguredModelAlgorithm({ ...ALGORITHM, inferenceContainerConfig: unknown({ imageUri: 'a', image: 'b' }) }), 'inferenceContainerConfig.image is not'],
  ['a training image by digest', (client) => client.createConfiguredModelAlgorithm({ ...ALGORITHM, trainingContainerConfig: { imageUri: 'a/b@sha256:0' } }), 'trainingContainerConfig.imageUri must be registry/repository[:tag] without a digest'],
  ['an inference image by digest', (client) => client.createConfiguredModelAlgorithm({ ...ALGORITHM, inferenceContainerConfig: { imageUri: 'a/b@sha256:0' } }), 'inferenceContainerConfig.imageUri'],
  ['51 tags', (client) => client.createConfiguredModelAlgorithm({ ...ALGORITHM, tags: manyTags(51) }), 'tags must have at most 50 entries, got 51'],
  ['a tag of AWS', (client) => client.createConfiguredModelAlgorithm({ ...ALGORITHM, tags: { 'aws:a': '' } }), 'tags has the key "aws:a"'],
  ['a tag of AWS on an association', (client) => client.createConfiguredModelAlgorithmAssociation({ ...association(), tags: { 'AWS:a': '' } }), 'tags has the key "AWS:a"'],
  ['a tag of AWS on a training', (client) => client.createTrainedModel(training({ tags: { 'aWs:a': '' } })), 'tags has the key "aWs:a"'],
  ['an ARN of something else', (client) => client.createConfiguredModelAlgorithmAssociation({ ...association(), configuredModelAlgorithmArn: elsewhere().association }), 'configuredModelAlgorithmArn must be the ARN of a configured model algorithm'],
  ['a membership that is no UUID', (client) => client.createConfiguredModelAlgorithmAssociation({ ...association(), membershipIdentifier: MEMBERSHIP.toUpperCase().replace('1', 'A') }), 'membershipIdentifier must be a UUID'],
  ['CUSTOM redaction of training logs without identifiers', (client) => client.createConfiguredModelAlgorithmAssociation(association({ trainedModels: logs({ entitiesToRedact: ['CUSTOM'] }) })),
    'privacyConfiguration.policies.trainedModels.containerLogs[1].logRedactionConfiguration.customEntityConfig is required when'],
  ['identifiers without CUSTOM redaction', (client) => client.createConfiguredModelAlgorithmAssociation(association({ trainedModels: logs({ entitiesToRedact: ['NUMBERS'], ...identifiers }) })),
    'customEntityConfig is allowed only when entitiesToRedact has CUSTOM'],
  ['CUSTOM redaction of inference logs without identifiers', (client) => client.createConfiguredModelAlgorithmAssociation(association({ trainedModelInferenceJobs: logs({ entitiesToRedact: ['NUMBERS', 'CUSTOM'] }) })),
    'privacyConfiguration.policies.trainedModelInferenceJobs.containerLogs[1]'],
  ['a training without channels', (client) => client.createTrainedModel(training({ dataChannels: [] })), 'dataChannels must have 1 to 20 entries, got 0'],
  ['21 channels', (client) => client.createTrainedModel(training({ dataChannels: channels(20), incrementalTrainingDataChannels: [base] })), 'at most 20 entries together, got 21'],
  ['two incremental channels', (client) => client.createTrainedModel(training({ incrementalTrainingDataChannels: [base, { ...base, channelName: 'more' }] })), 'incrementalTrainingDataChannels must have exactly 1 entries'],
  ['two channels of one name', (client) => client.createTrainedModel(training({ dataChannels: [...channels(2), ...channels(1)] })), 'dataChannels must have unique channel names, got "channel0" twice'],
  ['an incremental channel with the name of another', (client) => client.createTrainedModel(training({ dataChannels: channels(1), incrementalTrainingDataChannels: [{ ...base, channelName: 'channel0' }] })), 'unique channel names'],
  ['a number as text', (client) => client.createTrainedModel(training({ resourceConfig: unknown({ instanceType: 'ml.g5.xlarge', volumeSizeInGB: '10' }) })), 'resourceConfig.volumeSizeInGB must be 1 to 8192 GB, in whole GB, got "10"'],
  ['an unknown instance type', (client) => client.createTrainedModel(training({ resourceConfig: { instanceType: 'ml.g5', volumeSizeInGB: 10 } })), 'resourceConfig.instanceType must be one of'],
  ['null', (client) => client.createTrainedModel(training({ description: null as unknown as string })), 'description must be a string, got null'],
  ['a version that is no UUID', (client) => client.cancelTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn: elsewhere().trainedModel, versionIdentifier: 'NULL' }), 'versionIdentifier must'],
  ['a page of 101', (client) => client.listConfiguredModelAlgorithms({ maxResults: 101 }), 'maxResults must be a whole number from 1 to 100'],
  ['a page of none', (client) => client.listTrainedModels({ membershipIdentifier: MEMBERSHIP, maxResults: 0 }), 'maxResults'],
  ['an empty token', (client) => client.listTrainedModels({ membershipIdentifier: MEMBERSHIP, nextToken: '' }), 'nextToken'],
  ['an unknown status', (client) => client.listTrainedModelVersions({ membershipIdentifier: MEMBERSHIP, trainedModelArn: elsewhere().trainedModel, status: 'DONE' as never }), 'status must be one of'],
  ['a filter where there is none', (client) => client.listTrainedModels(unknown({ membershipIdentifier: MEMBERSHIP, status: 'ACTIVE' })), 'status is not a member of the request'],
  ['no request at all', (client) => client.getConfiguredModelAlgorithm(undefined as never), 'configuredModelAlgorithmArn is required'],
  ['tags on an ARN of something else', (client) => client.tagResource({ resourceArn: elsewhere().algorithm.replace('configured-model-algorithm', 'audience-model'), tags: {} }), 'resourceArn must be the ARN of'],
  ['a tag of AWS put later', (client) => client.tagResource({ resourceArn: elsewhere().algorithm, tags: { 'aws:a': '' } }), 'tags has the key "aws:a"'],
  ['a tag of AWS removed', (client) => client.untagResource({ resourceArn: elsewhere().algorithm, tagKeys: ['aws:a'] }), 'tagKeys has the key "aws:a"'],
  ['a tag key that is too long', (client) => client.untagResource({ resourceArn: elsewhere().algorithm, tagKeys: ['k'.repeat(129)] }), 'tagKeys[0] must have 1 to 128 characters'],
];

test.each(REFUSED)('%s is refused by name', async (_, send, message) => {
  const { client, emulator } = world();
  await expect(send(client)).rejects.toEqual(failure('ValidationException', message));
  expect(emulator.calls.map(({ outcome }) => outcome)).toEqual(['ValidationException']);
  expect(emulator.trainings).toEqual([]);
});

test('all that is wrong with a request is said at once', async () => {
  const { client } = world();
  await expect(client.createTrainedModel(training({ name: '', dataChannels: [] })))
    .rejects.toEqual(failure('ValidationException', '2 validation errors: name must be text on one line that is not blank and have 1 to 63 characters, got ""; dataChannels must have'));
});

test('what is at the limits is accepted', async () => {
  const { client } = world();
  await expect(client.createConfiguredModelAlgorithm({ ...ALGORITHM, tags: manyTags(50) })).resolves.toBeDefined();
  await expect(client.createTrainedModel(training({ dataChannels: channels(19), incrementalTrainingDataChannels: [base] }))).resolves.toBeDefined();
  await expect(client.createConfiguredModelAlgorithmAssociation(association({
    trainedModels: logs({ entitiesToRedact: ['CUSTOM'], ...identifiers }),
    trainedModelInferenceJobs: logs({ entitiesToRedact: ['NUMBERS'] }),
  }))).resolves.toBeDefined();
});

test('a member that is undefined is one that is not there', async () => {
  const w = world();
  const { trainedModelArn } = await trained(w, { description: undefined, ...{ unheardOf: undefined } });
  expect(w.emulator.trainings[0].request).not.toHaveProperty('description');
  await expect(w.client.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn, versionIdentifier: undefined })).resolves.toBeDefined();
});

test('the tags of one resource are 50 at most, however they came', async () => {
  const { client } = world();
  const { configuredModelAlgorithmArn: resourceArn } = await client.createConfiguredModelAlgorithm({ ...ALGORITHM, tags: manyTags(49) });
  await client.tagResource({ resourceArn, tags: { key0: 'changed', more: '' } });
  await expect(client.tagResource({ resourceArn, tags: { toomany: '' } })).rejects.toEqual(failure('ValidationException', 'tags would be 51'));
  await client.untagResource({ resourceArn, tagKeys: ['key1'] });
  await expect(client.tagResource({ resourceArn, tags: { fits: '' } })).resolves.toEqual({});
  expect((await client.listTagsForResource({ resourceArn })).tags).toMatchObject({ key0: 'changed', more: '', fits: '' });
});

test('an operation that is not emulated does not exist', () => {
  const { client } = world();
  expect((client as unknown as Record<string, unknown>).createAudienceModel).toBeUndefined();
});
