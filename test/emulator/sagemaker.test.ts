/** The algorithms of SageMaker in memory: what a call can observe of the service. */
import { SageMakerEmulator, type SageMakerFault } from '../../emulator';
import type { SageMaker } from '../../src/private/protocol/sagemaker';
import type { CreateAlgorithmRequest } from '../../src/private/protocol/sagemaker-create-algorithm-request';

const CALLER = { accountId: '111122223333', region: 'us-east-1' };
const ALGORITHM: CreateAlgorithmRequest = {
  AlgorithmName: 'fraud',
  TrainingSpecification: {
    TrainingImage: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1',
    SupportedTrainingInstanceTypes: ['ml.m5.xlarge'],
    TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
  },
  InferenceSpecification: { Containers: [{ Image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1' }] },
  ValidationSpecification: {
    ValidationRole: 'arn:aws:iam::111122223333:role/validate',
    ValidationProfiles: [{
      ProfileName: 'sample',
      TrainingJobDefinition: {
        TrainingInputMode: 'File',
        HyperParameters: { key: 'secret' },
        InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://samples/train' } } }],
        OutputDataConfig: { S3OutputPath: 's3://samples/output' },
        ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 },
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
      },
      TransformJobDefinition: {
        TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://samples/score' } } },
        TransformOutput: { S3OutputPath: 's3://samples/scores' },
        TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      },
    }],
  },
};

/** Waits 30 seconds, and validates for 900: a scan, a training job and a transform job of 300 each. */
function world(behavior: ConstructorParameters<typeof SageMakerEmulator>[0]['behavior'] = {}) {
  const clock = { time: 0, now: () => clock.time };
  const emulator = new SageMakerEmulator({ clock, behavior });
  const client = emulator.client(CALLER);
  return {
    emulator,
    client,
    at: (seconds: number) => { clock.time = seconds * 1000; },
    create: (changes: Partial<CreateAlgorithmRequest> = {}) => client.createAlgorithm({ ...ALGORITHM, ...changes }),
    status: async () => (await client.describeAlgorithm({ AlgorithmName: 'fraud' })).AlgorithmStatus,
    details: async () => {
      const { ImageScanStatuses, ValidationStatuses } = (await client.describeAlgorithm({ AlgorithmName: 'fraud' })).AlgorithmStatusDetails!;
      return [...ImageScanStatuses!, ...ValidationStatuses!].map(({ Name, Status, FailureReason }) => [Name, Status, FailureReason].filter(Boolean).join(' '));
    },
  };
}

test('an algorithm is pending, validated and completed, with a status for each part', async () => {
  const w = world();
  await w.create();
  const seen: [string, string[]][] = [];
  for (const seconds of [0, 40, 340, 640, 930]) {
    w.at(seconds);
    seen.push([await w.status(), await w.details()]);
  }

  expect(seen).toEqual([
    ['Pending', ['fraud NotStarted', 'sample-training NotStarted', 'sample-transform NotStarted']],
    ['InProgress', ['fraud InProgress', 'sample-training NotStarted', 'sample-transform NotStarted']],
    ['InProgress', ['fraud Completed', 'sample-training InProgress', 'sample-transform NotStarted']],
    ['InProgress', ['fraud Completed', 'sample-training Completed', 'sample-transform InProgress']],
    ['Completed', ['fraud Completed', 'sample-training Completed', 'sample-transform Completed']],
  ]);
  expect(w.emulator.nextChangeAt()).toBeUndefined();
});

test.each([
  ['scan', ['fraud Failed CVE', 'sample-training NotStarted', 'sample-transform NotStarted']],
  ['training', ['fraud Completed', 'sample-training Failed CVE', 'sample-transform NotStarted']],
  ['transform', ['fraud Completed', 'sample-training Completed', 'sample-transform Failed CVE']],
] as const)('a validation that is planned to fail in its %s says where and why', async (stage, details) => {
  const w = world();
  w.emulator.nextValidations.fail(stage, 'CVE', 600);
  await w.create();
  w.at(630);

  expect(await w.status()).toBe('Failed');
  expect(await w.details()).toEqual(details);
});

test('an algorithm without a validation is completed at once, and not paid for', async () => {
  const w = world();
  await w.create({ ValidationSpecification: undefined });
  w.at(30);

  expect(await w.status()).toBe('Completed');
  expect(w.emulator.algorithms).toHaveLength(1);
  expect(w.emulator.validations).toEqual([]);
});

test('a validation that hangs stays pending, and one that somebody decides about does what they say', async () => {
  const w = world();
  w.emulator.nextValidations.hang();
  w.emulator.nextValidations.decide = () => ({ outcome: 'succeed', seconds: 10 });
  await w.create();
  await w.create({ AlgorithmName: 'other' });
  w.at(100_000);

  expect(w.emulator.algorithms.map(({ status }) => status())).toEqual(['Pending', 'Completed']);
});

describe('a deletion', () => {
  test('is refused while the validation is in progress', async () => {
    const w = world();
    await w.create();
    await expect(w.client.deleteAlgorithm({ AlgorithmName: 'fraud' })).rejects.toMatchObject({ name: 'ConflictException' });
    w.at(40);
    await expect(w.client.deleteAlgorithm({ AlgorithmName: 'fraud' })).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test('takes its time, leaves nothing, and gives the name to others', async () => {
    const w = world();
    await w.create();
    w.at(930);
    await w.client.deleteAlgorithm({ AlgorithmName: 'fraud' });
    expect(await w.status()).toBe('Deleting');
    expect(w.emulator.leftBehind()).toEqual([]);
    await expect(w.client.deleteAlgorithm({ AlgorithmName: 'fraud' })).rejects.toMatchObject({ name: 'ConflictException' });
    w.at(950);
    await expect(w.status()).rejects.toMatchObject({ name: 'ValidationException', message: 'Algorithm fraud does not exist.' });
    await w.create();
    expect(await w.status()).toBe('Pending');
    expect(w.emulator.leftBehind()).toHaveLength(1);
  });
});

test('what exists is listed by a part of its name, in pages, and later than it was made', async () => {
  const w = world({ listingDelaySeconds: 60 });
  for (const AlgorithmName of ['fraud', 'fraud-2', 'churn']) {
    await w.create({ AlgorithmName });
  }
  const names = async (request: Parameters<SageMaker['listAlgorithms']>[0]) => (await w.client.listAlgorithms(request)).AlgorithmSummaryList.map(({ AlgorithmName }) => AlgorithmName);
  expect(await names({})).toEqual([]);
  w.at(60);
  expect(await names({ NameContains: 'fraud' })).toEqual(['fraud-2', 'fraud']);
  const { NextToken } = await w.client.listAlgorithms({ MaxResults: 1 });
  expect(await names({ NextToken })).toEqual(['fraud-2', 'fraud']);
});

test('an algorithm is found by its ARN as well, and by nobody else', async () => {
  const w = world();
  const { AlgorithmArn } = await w.create();

  expect(AlgorithmArn).toBe('arn:aws:sagemaker:us-east-1:111122223333:algorithm/fraud');
  expect(await w.client.describeAlgorithm({ AlgorithmName: AlgorithmArn })).toMatchObject({ AlgorithmName: 'fraud', TrainingSpecification: ALGORITHM.TrainingSpecification });
  for (const other of [{ ...CALLER, region: 'eu-west-1' }, { ...CALLER, accountId: '999999999999' }]) {
    await expect(w.emulator.client(other).describeAlgorithm({ AlgorithmName: 'fraud' })).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('tags are lists, are added to and taken away', async () => {
  const w = world();
  const { AlgorithmArn: ResourceArn } = await w.create({ Tags: [{ Key: 'a', Value: '1' }] });
  await w.client.addTags({ ResourceArn, Tags: [{ Key: 'a', Value: '2' }, { Key: 'b', Value: '3' }] });
  await w.client.deleteTags({ ResourceArn, TagKeys: ['a'] });

  expect(await w.client.listTags({ ResourceArn })).toEqual({ Tags: [{ Key: 'b', Value: '3' }] });
});

test.each<[string, Partial<CreateAlgorithmRequest>, RegExp]>([
  ['a name that is taken', {}, /already exists/],
  ['a name with an underscore', { AlgorithmName: 'a_b' }, /AlgorithmName must be/],
  ['a member that it does not know', { Unknown: 1 } as never, /Unknown is not a member of the request/],
  ['a reserved tag', { AlgorithmName: 'b', Tags: [{ Key: 'aws:a', Value: '' }] }, /the prefix aws: is reserved/],
  ['a key twice', { AlgorithmName: 'b', Tags: [{ Key: 'a', Value: '' }, { Key: 'a', Value: '' }] }, /must have each key once/],
  ['a role of another account', { AlgorithmName: 'b', ValidationSpecification: { ...ALGORITHM.ValidationSpecification!, ValidationRole: 'arn:aws:iam::999999999999:role/x' } }, /is not of account/],
  ['a transform without inference', { AlgorithmName: 'b', InferenceSpecification: undefined }, /needs an InferenceSpecification/],
  ['no containers', { AlgorithmName: 'b', InferenceSpecification: { Containers: [] } }, /Containers must have 1 to 15 entries/],
])('%s is refused', async (_, changes, message) => {
  const w = world();
  await w.create();

  await expect(w.create(changes)).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  expect(w.emulator.algorithms).toHaveLength(1);
});

test.each<[SageMakerFault, string, number]>([
  ['throttle', 'ThrottlingException', 0],
  ['throttle:RequestLimitExceeded', 'RequestLimitExceeded', 0],
  ['expired-credentials', 'ExpiredTokenException', 0],
  ['access-denied', 'AccessDeniedException', 0],
  ['role-not-assumable', 'ValidationException', 0],
  ['limit-in-use', 'ResourceLimitExceeded', 0],
  ['limit-too-low', 'ResourceLimitExceeded', 0],
  ['in-use', 'ResourceInUse', 0],
  ['refused', 'ValidationException', 0],
  ['error-before', 'InternalFailure', 0],
  ['error-after', 'InternalFailure', 1],
  ['lost-reply', 'TimeoutError', 1],
  ['reset', 'TimeoutError', 0],
])('under the fault "%s" a request ends with %s, and %i algorithm is made', async (fault, name, made) => {
  const w = world();
  w.emulator.faults.add({ operation: 'CreateAlgorithm', fault });

  await expect(w.create()).rejects.toMatchObject({ name });
  expect(w.emulator.algorithms).toHaveLength(made);
  expect(w.emulator.calls).toMatchObject([{ operation: 'CreateAlgorithm', mutating: true, outcome: fault === 'reset' ? 'ECONNRESET' : name }]);
});
