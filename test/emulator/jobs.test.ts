/** Inference jobs and exports: their statuses, what they need, and what the service refuses. */
import {
  ACCOUNT, ALGORITHM, COLLABORATION, MEMBERSHIP, OTHER_ACCOUNT, OTHER_COLLABORATION, OTHER_MEMBERSHIP, REGION, UNKNOWN_VERSION, elsewhere, failure,
  training, world, type World,
} from './world';
import type {
  PrivacyConfiguration, StartTrainedModelExportJobRequest, StartTrainedModelInferenceJobRequest,
} from '../../src/private/protocol/api-requests';

const members = (accountId: string) => ({ members: [{ accountId }] });

function inference(overrides: Partial<StartTrainedModelInferenceJobRequest> = {}): StartTrainedModelInferenceJobRequest {
  return {
    membershipIdentifier: MEMBERSHIP,
    name: 'job',
    trainedModelArn: elsewhere().trainedModel,
    resourceConfig: { instanceType: 'ml.m5.large' },
    outputConfiguration: members('999999999999'),
    dataSource: { mlInputChannelArn: elsewhere().inputChannel },
    ...overrides,
  };
}

function exporting(overrides: Partial<StartTrainedModelExportJobRequest> = {}): StartTrainedModelExportJobRequest {
  return {
    membershipIdentifier: MEMBERSHIP,
    name: 'export',
    trainedModelArn: elsewhere().trainedModel,
    outputConfiguration: members('999999999999'),
    ...overrides,
  };
}

/** A world in which the collaboration is known. */
function collaboration(behavior: Parameters<typeof world>[0] = {}): World {
  const w = world(behavior);
  w.emulator.registerMembership({ membershipIdentifier: MEMBERSHIP, collaborationIdentifier: COLLABORATION, accountId: ACCOUNT });
  w.emulator.registerMembership({ membershipIdentifier: OTHER_MEMBERSHIP, collaborationIdentifier: COLLABORATION, accountId: OTHER_ACCOUNT });
  return w;
}

const start = async ({ client }: World, overrides?: Partial<StartTrainedModelInferenceJobRequest>) => (
  (await client.startTrainedModelInferenceJob(inference(overrides))).trainedModelInferenceJobArn);
const jobOf = (trainedModelInferenceJobArn: string) => ({ membershipIdentifier: MEMBERSHIP, trainedModelInferenceJobArn });
const statusOf = async ({ client }: World, arn: string) => (await client.getTrainedModelInferenceJob(jobOf(arn))).status;
const exportsOf = async (w: World, client = w.client, trainedModelArn = elsewhere().trainedModel) => (
  await client.listCollaborationTrainedModelExportJobs({ collaborationIdentifier: COLLABORATION, trainedModelArn })
).collaborationTrainedModelExportJobs;

/** A model that was trained with an association of a policy. */
async function trainedUnder(w: World, policies: PrivacyConfiguration['policies'], inferenceImage?: string) {
  const { configuredModelAlgorithmArn } = await w.client.createConfiguredModelAlgorithm({
    ...ALGORITHM, ...(inferenceImage === undefined ? {} : { inferenceContainerConfig: { imageUri: inferenceImage } }),
  });
  const { configuredModelAlgorithmAssociationArn } = await w.client.createConfiguredModelAlgorithmAssociation({
    membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn, privacyConfiguration: { policies },
  });
  const { trainedModelArn } = await w.client.createTrainedModel(training({ configuredModelAlgorithmAssociationArn }));
  w.clock.advance(1260);
  return { trainedModelArn, configuredModelAlgorithmAssociationArn };
}

const ALLOWED = { trainedModelInferenceJobs: { maxOutputSize: { unit: 'GB', value: 1 } } };

describe('an inference job', () => {
  test('is pending, runs, and ends by itself', async () => {
    const w = world();
    const arn = await start(w);
    const statuses = [await statusOf(w, arn)];
    for (const seconds of [60, 600]) {
      w.clock.advance(seconds);
      statuses.push(await statusOf(w, arn));
    }
    expect(statuses).toEqual(['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'ACTIVE']);
    expect(w.emulator.inferenceJobs[0].history().map(({ status }) => status)).toEqual(statuses);
  });

  test('that fails says why', async () => {
    const w = world();
    w.emulator.nextInferenceJobs.fail('no /ping');
    const arn = await start(w);
    w.clock.advance(660);
    await expect(w.client.getTrainedModelInferenceJob(jobOf(arn))).resolves
      .toMatchObject({ status: 'CREATE_FAILED', statusDetails: { message: 'no /ping' } });
  });

  test('is cancelled while it runs, and not afterwards', async () => {
    const w = world();
    const arn = await start(w);
    await w.client.cancelTrainedModelInferenceJob(jobOf(arn));
    w.clock.advance(30);
    expect(await statusOf(w, arn)).toBe('INACTIVE');
    await expect(w.client.cancelTrainedModelInferenceJob(jobOf(arn))).rejects.toEqual(failure('ConflictException', 'cannot be cancelled'));
  });

  test('is listed by membership, model and version', async () => {
    const w = world();
    await start(w);
    await start(w, { name: 'other', trainedModelVersionIdentifier: UNKNOWN_VERSION });
    const names = async (filter: object) => {
      const { trainedModelInferenceJobs } = await w.client.listTrainedModelInferenceJobs({ membershipIdentifier: MEMBERSHIP, ...filter });
      return trainedModelInferenceJobs.map(({ name }) => name);
    };
    expect(await names({})).toEqual(['other', 'job']);
    expect(await names({ trainedModelArn: elsewhere().trainedModel })).toEqual(['other', 'job']);
    expect(await names({ trainedModelVersionIdentifier: UNKNOWN_VERSION })).toEqual(['other']);
    expect(await names({ trainedModelArn: elsewhere(OTHER_MEMBERSHIP).trainedModel })).toEqual([]);
  });

  test('has tags that can be changed', async () => {
    const w = world();
    const resourceArn = await start(w, { tags: { a: '1' } });
    await w.client.tagResource({ resourceArn, tags: { b: '2' } });
    await expect(w.client.listTagsForResource({ resourceArn })).resolves.toEqual({ tags: { a: '1', b: '2' } });
    await expect(w.client.getTrainedModelInferenceJob(jobOf(resourceArn))).resolves.toMatchObject({ tags: { a: '1', b: '2' } });
  });

  test('is nobody else\'s', async () => {
    const w = world();
    const arn = await start(w);
    await expect(w.other.cancelTrainedModelInferenceJob(jobOf(arn))).rejects.toEqual(failure('AccessDeniedException'));
  });

  test('needs a name that no live job has', async () => {
    const w = world();
    const arn = await start(w);
    await expect(start(w)).rejects.toEqual(failure('ConflictException', '"job"'));
    await w.client.cancelTrainedModelInferenceJob(jobOf(arn));
    w.clock.advance(30);
    await expect(start(w)).resolves.toBeDefined();
    w.emulator.behavior.uniqueNames = 'forever';
    await expect(start(w)).rejects.toEqual(failure('ConflictException'));
  });

  test.each([
    ['five for a membership', 5, [MEMBERSHIP]], ['ten for an account', 10, [MEMBERSHIP, OTHER_MEMBERSHIP]],
  ])('has a quota: %s', async (_, quotaValue, memberships) => {
    const w = world();
    for (const membershipIdentifier of memberships) {
      for (let i = 0; i < 5; i++) {
        await start(w, { name: `job${i}`, membershipIdentifier, dataSource: { mlInputChannelArn: elsewhere(membershipIdentifier).inputChannel } });
      }
    }
    const onemore = { name: 'one more', membershipIdentifier: memberships.length === 1 ? MEMBERSHIP : '33333333-3333-4333-8333-333333333333' };
    await expect(start(w, onemore)).rejects.toEqual(expect.objectContaining({ name: 'ServiceQuotaExceededException', quotaValue }));
    w.clock.advance(660);
    await expect(start(w, onemore)).resolves.toBeDefined();
  });

  test('needs a version that is ACTIVE', async () => {
    const w = world();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await expect(start(w, { trainedModelArn })).rejects.toEqual(failure('ValidationException', 'must be an ACTIVE trained model, and it is CREATE_PENDING'));
    w.clock.advance(1260);
    await expect(start(w, { trainedModelArn, trainedModelVersionIdentifier: UNKNOWN_VERSION })).rejects.toEqual(failure('ResourceNotFoundException'));
    await expect(start(w, { trainedModelArn })).resolves.toBeDefined();
  });

  test.each(['latest', 'base'] as const)('uses the %s version when it names none', async (jobDefaultVersion) => {
    const w = world({ jobDefaultVersion });
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(1260);
    const { versionIdentifier } = await w.client.createTrainedModel(training({
      name: 'second', incrementalTrainingDataChannels: [{ trainedModelArn, channelName: 'base' }],
    }));
    w.clock.advance(1260);
    const job = await w.client.getTrainedModelInferenceJob(jobOf(await start(w, { trainedModelArn })));
    expect(job.trainedModelVersionIdentifier).toBe(jobDefaultVersion === 'latest' ? versionIdentifier : undefined);
  });

  test('needs a policy that allows it, and an inference container', async () => {
    const w = world();
    const { trainedModelArn } = await trainedUnder(w, {}, 'registry/infer:v1');
    await expect(start(w, { trainedModelArn })).rejects.toEqual(failure('ValidationException', 'has no trainedModelInferenceJobs policy'));
    w.emulator.behavior.allowedByPolicyAlone = [];
    await expect(start(w, { trainedModelArn })).resolves.toBeDefined();

    const without = world();
    await expect(start(without, { trainedModelArn: (await trainedUnder(without, ALLOWED)).trainedModelArn }))
      .rejects.toEqual(failure('ValidationException', 'has no inference container'));
  });

  test('stands in the way of its association and of the output that it uses, until it has ended', async () => {
    const w = world();
    const { trainedModelArn, configuredModelAlgorithmAssociationArn } = await trainedUnder(w, ALLOWED, 'registry/infer:v1');
    await start(w, { trainedModelArn });
    const deletions = () => Promise.allSettled([
      w.client.deleteConfiguredModelAlgorithmAssociation({ membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn }),
      w.client.deleteTrainedModelOutput({ membershipIdentifier: MEMBERSHIP, trainedModelArn }),
    ]);
    expect((await deletions()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    w.clock.advance(660);
    expect((await deletions()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });
});

describe('the receiver of a job', () => {
  const putConfiguration = (w: World) => w.other.putMLConfiguration({
    membershipIdentifier: OTHER_MEMBERSHIP, defaultOutputLocation: { roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/write` },
  });

  test('needs an ML configuration in the collaboration, when it is a member that is known', async () => {
    const w = collaboration();
    const toOther = { outputConfiguration: members(OTHER_ACCOUNT) };
    await expect(start(w, toOther)).rejects.toEqual(failure('ValidationException', `Account ${OTHER_ACCOUNT} has no ML configuration`));
    await expect(w.client.startTrainedModelExportJob(exporting(toOther))).rejects.toEqual(failure('ValidationException', 'has no ML configuration'));
    await putConfiguration(w);
    await expect(start(w, toOther)).resolves.toBeDefined();
    await expect(w.client.startTrainedModelExportJob(exporting(toOther))).resolves.toEqual({});
  });

  test('without one can also be found out when the job runs', async () => {
    const w = collaboration({ receiverWithoutConfiguration: 'fails' });
    const arn = await start(w, { outputConfiguration: members(OTHER_ACCOUNT) });
    w.clock.advance(660);
    expect(await statusOf(w, arn)).toBe('CREATE_FAILED');
  });
});

describe('an export', () => {
  test('is seen in the listing of the collaboration alone, by every member', async () => {
    const w = collaboration();
    await w.client.startTrainedModelExportJob(exporting());
    expect(await exportsOf(w)).toMatchObject([{ name: 'export', status: 'CREATE_PENDING', membershipIdentifier: MEMBERSHIP }]);
    w.clock.advance(240);
    expect(await exportsOf(w, w.other)).toMatchObject([{ name: 'export', status: 'ACTIVE', creatorAccountId: ACCOUNT }]);
    expect(await exportsOf(w, w.client, elsewhere(OTHER_MEMBERSHIP).trainedModel)).toEqual([]);
  });

  test('is not listed for others than members', async () => {
    const w = collaboration();
    const third = w.emulator.client({ accountId: '333333333333', region: REGION });
    await expect(exportsOf(w, third)).rejects.toEqual(failure('AccessDeniedException'));
    await expect(w.client.listCollaborationTrainedModelExportJobs({
      collaborationIdentifier: OTHER_COLLABORATION, trainedModelArn: elsewhere().trainedModel,
    })).rejects.toEqual(failure('AccessDeniedException'));
  });

  test('that fails says why in the listing', async () => {
    const w = collaboration();
    w.emulator.nextExportJobs.fail('larger than 1 GB');
    await w.client.startTrainedModelExportJob(exporting());
    w.clock.advance(240);
    expect(await exportsOf(w)).toMatchObject([{ status: 'CREATE_FAILED', statusDetails: { message: 'larger than 1 GB' } }]);
  });

  test('needs a policy that allows it', async () => {
    const w = world();
    const { trainedModelArn } = await trainedUnder(w, ALLOWED);
    await expect(w.client.startTrainedModelExportJob(exporting({ trainedModelArn }))).rejects
      .toEqual(failure('ValidationException', 'has no trainedModelExports policy'));
    w.emulator.behavior.allowedByPolicyAlone = ['trainedModelInferenceJobs'];
    await expect(w.client.startTrainedModelExportJob(exporting({ trainedModelArn }))).resolves.toEqual({});
  });
});

test('what runs is left behind until it has ended, and the next change is when it does', async () => {
  const w = world();
  await start(w);
  await w.client.startTrainedModelExportJob(exporting());
  expect(w.emulator.leftBehind()).toMatchObject({ runningInferenceJobs: [{ name: 'job' }], runningExportJobs: [{ name: 'export' }] });
  const changes = [];
  for (let next = w.emulator.nextChangeAt(); next !== undefined; next = w.emulator.nextChangeAt()) {
    w.clock.advance((next - w.clock.now()) / 1000);
    changes.push((w.clock.now() - Date.UTC(2026, 0, 1)) / 1000);
  }
  expect(changes).toEqual([60, 240, 660]);
  expect(w.emulator.leftBehind()).toMatchObject({ runningInferenceJobs: [], runningExportJobs: [] });
});
