import { ACCOUNT, MEMBERSHIP, OTHER_MEMBERSHIP, failure, training, world, type World } from './world';

const THIRD_MEMBERSHIP = '33333333-3333-4333-8333-333333333333';

async function start({ client }: World, count: number, membershipIdentifier = MEMBERSHIP): Promise<string[]> {
  const arns: string[] = [];
  for (let i = 0; i < count; i++) {
    arns.push((await client.createTrainedModel(training({ name: `model${arns.length}`, membershipIdentifier }))).trainedModelArn);
  }
  return arns;
}

const one = (w: World, membershipIdentifier = MEMBERSHIP, client = w.client) => client.createTrainedModel(training({ name: 'one more', membershipIdentifier }));
const exceeded = (quotaValue: number) => expect.objectContaining({ name: 'ServiceQuotaExceededException', quotaName: expect.any(String), quotaValue });

test('a membership has five trainings pending or running', async () => {
  const w = world();
  await start(w, 5);
  await expect(one(w)).rejects.toEqual(exceeded(5));
  await expect(one(w)).rejects.toEqual(failure('ServiceQuotaExceededException', MEMBERSHIP));
  expect(w.emulator.trainings).toHaveLength(5);
  w.clock.advance(100);
  await expect(one(w)).rejects.toEqual(exceeded(5));
});

test('an account has ten of all its memberships, in one region', async () => {
  const w = world();
  await start(w, 5);
  await start(w, 5, OTHER_MEMBERSHIP);
  await expect(one(w, THIRD_MEMBERSHIP)).rejects.toEqual(exceeded(10));
  await expect(one(w, THIRD_MEMBERSHIP)).rejects.toEqual(failure('ServiceQuotaExceededException', ACCOUNT));
  await expect(one(w, THIRD_MEMBERSHIP, w.emulator.client({ accountId: ACCOUNT, region: 'eu-west-1' }))).resolves.toBeDefined();
  await expect(one(w, '44444444-4444-4444-8444-444444444444', w.other)).resolves.toBeDefined();
});

test('what has come to its end makes room', async () => {
  const w = world();
  await start(w, 5);
  w.clock.advance(1260);
  await expect(one(w)).resolves.toBeDefined();
});

test('what is being cancelled makes room when that is over', async () => {
  const w = world();
  const [trainedModelArn] = await start(w, 5);
  await w.client.cancelTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn });
  await expect(one(w)).rejects.toEqual(exceeded(5));
  w.clock.advance(30);
  await expect(one(w)).resolves.toBeDefined();
});

test('an output that is being deleted takes no room', async () => {
  const w = world({ deleteWhileRunning: 'accept' });
  const [trainedModelArn] = await start(w, 5);
  await w.client.deleteTrainedModelOutput({ membershipIdentifier: MEMBERSHIP, trainedModelArn });
  await expect(one(w)).resolves.toBeDefined();
});

test('other quotas can be set', async () => {
  const w = world({ trainingQuota: { membership: 1, account: 2 } });
  await start(w, 1);
  await expect(one(w)).rejects.toEqual(exceeded(1));
});

test('a quota of no instances of a type refuses every training with it, and no other', async () => {
  const { client } = world({ instanceQuotas: { 'ml.g5.xlarge': 0 } });
  const withType = (instanceType: 'ml.g5.xlarge' | 'ml.m5.xlarge') => training({ name: instanceType, resourceConfig: { instanceType, volumeSizeInGB: 1 } });

  await expect(client.createTrainedModel(withType('ml.g5.xlarge'))).rejects.toMatchObject({
    name: 'ServiceQuotaExceededException', quotaName: expect.stringContaining('ml.g5.xlarge'), quotaValue: 0,
  });
  await expect(client.createTrainedModel(withType('ml.m5.xlarge'))).resolves.toBeDefined();
});

test('a quota of instances counts those of all trainings that run', async () => {
  const { client, clock } = world({ instanceQuotas: { 'ml.m5.xlarge': 3 } });
  const two = (name: string) => training({ name, resourceConfig: { instanceType: 'ml.m5.xlarge', instanceCount: 2, volumeSizeInGB: 1 } });
  await client.createTrainedModel(two('first'));

  await expect(client.createTrainedModel(two('second'))).rejects.toEqual(failure('ServiceQuotaExceededException'));
  clock.advance(3600);
  await expect(client.createTrainedModel(two('second'))).resolves.toBeDefined();
});
