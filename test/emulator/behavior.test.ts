import {
  MEMBERSHIP, OTHER_MEMBERSHIP, UNKNOWN_VERSION,
  associated, elsewhere, failure, statusOf, threeVersions, trained, training, world,
} from './world';
import type { World } from './world';
import { DEFAULT_BEHAVIOR, type EmulatorBehavior } from '../../emulator';

const request = (trainedModelArn: string, versionIdentifier?: string) => ({ membershipIdentifier: MEMBERSHIP, trainedModelArn, versionIdentifier });
const incremental = (trainedModelArn: string, versionIdentifier?: string) => (
  { incrementalTrainingDataChannels: [{ channelName: 'base', trainedModelArn, versionIdentifier }] }
);
const parentsOf = ({ emulator }: World) => emulator.trainings.map(({ parent }) => parent);

describe('baseVersion: what replies show for the base version', () => {
  test.each<[EmulatorBehavior['baseVersion'], object]>([
    ['absent', {}], ['null', { versionIdentifier: null }], ['NULL', { versionIdentifier: 'NULL' }],
  ])('%s', async (baseVersion, shown) => {
    const w = world({ baseVersion });
    const created = await trained(w);
    expect(created).toEqual({ trainedModelArn: created.trainedModelArn, ...shown });
    const details = await w.client.getTrainedModel(request(created.trainedModelArn));
    const { trainedModels: [summary] } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    for (const reply of [details, summary]) {
      expect('versionIdentifier' in reply ? { versionIdentifier: reply.versionIdentifier } : {}).toEqual(shown);
    }
    const child = await trained(w, { name: 'child', ...incremental(created.trainedModelArn) });
    const { incrementalTrainingDataChannels } = await w.client.getTrainedModel(request(child.trainedModelArn, child.versionIdentifier!));
    expect(incrementalTrainingDataChannels).toEqual([{ channelName: 'base', modelName: 'model', ...shown }]);
    expect(w.emulator.trainings[0].versionIdentifier).toBeUndefined();
  });

  test.each(['NULL', null])('%p is refused in a request', async (versionIdentifier) => {
    const w = world({ baseVersion: versionIdentifier === null ? 'null' : 'NULL' });
    const { trainedModelArn } = await trained(w);
    const refused = failure('ValidationException', 'versionIdentifier must');
    await expect(w.client.getTrainedModel(request(trainedModelArn, versionIdentifier as string))).rejects.toEqual(refused);
    await expect(w.client.createTrainedModel(training({ name: 'next', ...incremental(trainedModelArn, versionIdentifier as string) }))).rejects.toEqual(refused);
  });
});

describe('incrementalArn: what incremental training adds to', () => {
  test('same: a version of the model it starts from', async () => {
    const w = world({ incrementalArn: 'same' });
    const first = await trained(w, { name: 'first' });
    const second = await trained(w, { name: 'second', ...incremental(first.trainedModelArn) });
    expect(second).toEqual({ trainedModelArn: first.trainedModelArn, versionIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(parentsOf(w)[1]).toMatchObject({ trainedModelArn: first.trainedModelArn, versionIdentifier: undefined });
  });

  test('new: a new model', async () => {
    const w = world({ incrementalArn: 'new', baseVersion: 'absent' });
    const first = await trained(w, { name: 'first' });
    const second = await trained(w, { name: 'second', ...incremental(first.trainedModelArn) });
    expect(second).toEqual({ trainedModelArn: expect.stringContaining(`${MEMBERSHIP}/trained-model/`) });
    expect(second.trainedModelArn).not.toBe(first.trainedModelArn);
    expect(parentsOf(w)[1]).toMatchObject({ trainedModelArn: first.trainedModelArn });
  });

  test('same, from a model of another membership: a new model', async () => {
    const w = world({ incrementalArn: 'same' });
    const { trainedModelArn } = await w.other.createTrainedModel(training({ membershipIdentifier: OTHER_MEMBERSHIP }));
    w.clock.advance(1260);
    const child = await w.client.createTrainedModel(training(incremental(trainedModelArn)));
    expect(child.trainedModelArn).toContain(MEMBERSHIP);
    expect(parentsOf(w)[1]).toMatchObject({ trainedModelArn });
  });

  test('same, from a model of the membership that was trained elsewhere: a version of that', async () => {
    const w = world({ incrementalArn: 'same' });
    const { trainedModel } = elsewhere();
    const child = await w.client.createTrainedModel(training(incremental(trainedModel)));
    expect(child).toEqual({ trainedModelArn: trainedModel, versionIdentifier: expect.any(String) });
    const { trainedModels } = await w.client.listTrainedModelVersions(request(trainedModel));
    expect(trainedModels).toMatchObject([{
      versionIdentifier: child.versionIdentifier, incrementalTrainingDataChannels: [{ channelName: 'base', modelName: 'elsewhere', versionIdentifier: 'NULL' }],
    }]);
    await expect(w.client.cancelTrainedModel(request(trainedModel))).rejects.toEqual(failure('ResourceNotFoundException'));
    await expect(w.client.createTrainedModel(training({ name: 'next', ...incremental(trainedModel, UNKNOWN_VERSION) }))).resolves.toBeDefined();
  });
});

describe('incrementalDefaultParent: where incremental training starts when the request names no version', () => {
  test.each<[EmulatorBehavior['incrementalDefaultParent'], (versions: { third: string }) => string | undefined]>([
    ['latest', ({ third }) => third], ['latestActive', ({ third }) => third], ['base', () => undefined],
  ])('%s', async (incrementalDefaultParent, expected) => {
    const w = world({ incrementalDefaultParent });
    const versions = await threeVersions(w);
    await trained(w, { name: 'fourth', ...incremental(versions.trainedModelArn) });
    expect(parentsOf(w)[3]).toMatchObject({ versionIdentifier: expected(versions) });
  });

  test('a version that is not active is passed over by latestActive, and refused by latest', async () => {
    const w = world({ incrementalDefaultParent: 'latest' });
    const { trainedModelArn, second, third } = await threeVersions(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn, third));
    const next = () => w.client.createTrainedModel(training({ name: 'next', ...incremental(trainedModelArn) }));
    await expect(next()).rejects.toEqual(failure('ValidationException', 'must be an ACTIVE trained model, and it is DELETE_PENDING'));
    w.emulator.behavior.incrementalDefaultParent = 'latestActive';
    await next();
    expect(parentsOf(w)[3]).toMatchObject({ versionIdentifier: second });
  });

  test.each(['latest', 'latestActive', 'base'] as const)('a version that is named is taken, and has to exist (%s)', async (incrementalDefaultParent) => {
    const w = world({ incrementalDefaultParent });
    const { trainedModelArn, second } = await threeVersions(w);
    await trained(w, { name: 'fourth', ...incremental(trainedModelArn, second) });
    expect(parentsOf(w)[3]).toMatchObject({ versionIdentifier: second });
    await expect(w.client.createTrainedModel(training({ name: 'fifth', ...incremental(trainedModelArn, UNKNOWN_VERSION) })))
      .rejects.toEqual(failure('ResourceNotFoundException', UNKNOWN_VERSION));
  });
});

describe('parentModelName: the name of the parent in replies', () => {
  test.each<[EmulatorBehavior['parentModelName'], string]>([['version', 'second'], ['base', 'first']])('%s', async (parentModelName, modelName) => {
    const w = world({ parentModelName });
    const { trainedModelArn, second, third } = await threeVersions(w);
    const { incrementalTrainingDataChannels } = await w.client.getTrainedModel(request(trainedModelArn, third));
    expect(incrementalTrainingDataChannels).toEqual([{ channelName: 'base', modelName, versionIdentifier: second }]);
  });
});

describe('which version is meant when none is named', () => {
  test('the latest when reading', async () => {
    const w = world();
    const { trainedModelArn } = await threeVersions(w);
    expect(await w.client.getTrainedModel(request(trainedModelArn))).toMatchObject({ name: 'third' });
  });

  test('the base when cancelling or deleting', async () => {
    const w = world();
    const { trainedModelArn, third } = await threeVersions(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    expect(w.emulator.trainings.map((record) => record.status())).toEqual(['DELETE_PENDING', 'ACTIVE', 'ACTIVE']);
    await expect(w.client.cancelTrainedModel(request(trainedModelArn))).rejects.toEqual(failure('ConflictException', 'DELETE_PENDING'));
    await w.client.deleteTrainedModelOutput(request(trainedModelArn, third));
    expect(w.emulator.trainings.map((record) => record.status())).toEqual(['DELETE_PENDING', 'ACTIVE', 'DELETE_PENDING']);
  });
});

describe('uniqueNames', () => {
  const again = ({ client }: World) => client.createTrainedModel(training());
  const conflict = failure('ConflictException', '"model" already exists');

  test('false: a name can be given twice', async () => {
    const w = world({ uniqueNames: false });
    await again(w);
    await expect(again(w)).resolves.toBeDefined();
    await w.client.createConfiguredModelAlgorithm({ name: 'a', roleArn: 'arn:aws:iam::111111111111:role/r' });
    await expect(w.client.createConfiguredModelAlgorithm({ name: 'a', roleArn: 'arn:aws:iam::111111111111:role/r' })).resolves.toBeDefined();
  });

  test.each<[EmulatorBehavior['uniqueNames'], boolean]>([['live', true], ['forever', false]])('%s: a name is free after a failed or cancelled training: %p', async (uniqueNames, free) => {
    const w = world({ uniqueNames });
    w.emulator.nextTrainings.fail('no luck');
    const { trainedModelArn } = await again(w);
    await expect(again(w)).rejects.toEqual(conflict);
    w.clock.advance(1260);
    expect(await statusOf(w, trainedModelArn)).toBe('CREATE_FAILED');
    const second = again(w);
    if (!free) {
      await expect(second).rejects.toEqual(conflict);
      return;
    }
    await w.client.cancelTrainedModel(request((await second).trainedModelArn));
    w.clock.advance(30);
    await expect(again(w)).resolves.toBeDefined();
  });

  test('live: an active version keeps its name until its output is deleted', async () => {
    const w = world({ uniqueNames: 'live' });
    const { trainedModelArn } = await trained(w);
    await expect(again(w)).rejects.toEqual(conflict);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    await expect(again(w)).rejects.toEqual(conflict);
    w.clock.advance(20);
    await expect(again(w)).resolves.toBeDefined();
  });

  test('another membership, account or region has names of its own', async () => {
    const w = world();
    await again(w);
    await expect(w.client.createTrainedModel(training({ membershipIdentifier: UNKNOWN_VERSION }))).resolves.toBeDefined();
    const algorithm = { name: 'a', roleArn: 'arn:aws:iam::111111111111:role/r' };
    await w.client.createConfiguredModelAlgorithm(algorithm);
    await expect(w.client.createConfiguredModelAlgorithm(algorithm)).rejects.toEqual(failure('ConflictException', 'configured model algorithm'));
    await expect(w.other.createConfiguredModelAlgorithm(algorithm)).resolves.toBeDefined();
    await expect(w.emulator.client({ accountId: '111111111111', region: 'eu-west-1' }).createConfiguredModelAlgorithm(algorithm)).resolves.toBeDefined();
  });

  test('an algorithm or association that is deleted leaves its name to others', async () => {
    const w = world({ uniqueNames: 'forever' });
    const { configuredModelAlgorithmArn, configuredModelAlgorithmAssociationArn } = await associated(w);
    await expect(associated(w)).rejects.toEqual(failure('ConflictException'));
    await w.client.deleteConfiguredModelAlgorithmAssociation({ membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn });
    await w.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn });
    await expect(associated(w)).resolves.toBeDefined();
  });
});

describe('afterCancel and afterDelete', () => {
  test.each(['INACTIVE', 'CREATE_FAILED'] as const)('a cancelled training is %s', async (afterCancel) => {
    const w = world({ afterCancel });
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await w.client.cancelTrainedModel(request(trainedModelArn));
    w.clock.advance(30);
    expect(await w.client.getTrainedModel(request(trainedModelArn)))
      .toMatchObject({ status: afterCancel, statusDetails: { message: 'The training was cancelled.' } });
  });

  test('a cancelled training is gone', async () => {
    const w = world({ afterCancel: 'gone' });
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await w.client.cancelTrainedModel(request(trainedModelArn));
    w.clock.advance(30);
    expect(w.emulator.trainings[0].status()).toBeUndefined();
    const missing = failure('ResourceNotFoundException', trainedModelArn);
    await expect(statusOf(w, trainedModelArn)).rejects.toEqual(missing);
    await expect(w.client.listTrainedModelVersions(request(trainedModelArn))).rejects.toEqual(missing);
    await expect(w.client.cancelTrainedModel(request(trainedModelArn))).rejects.toEqual(missing);
    await expect(w.client.deleteTrainedModelOutput(request(trainedModelArn))).rejects.toEqual(missing);
    await expect(w.client.listTagsForResource({ resourceArn: trainedModelArn })).rejects.toEqual(missing);
    await expect(w.client.createTrainedModel(training({ name: 'next', ...incremental(trainedModelArn) }))).rejects.toEqual(missing);
    expect(await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).toEqual({ trainedModels: [] });
  });

  test('a deleted version is gone, and the others stay', async () => {
    const w = world({ afterDelete: 'gone', listTrainedModels: 'latest' });
    const { trainedModelArn, second, third } = await threeVersions(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn, third));
    w.clock.advance(20);
    await expect(w.client.getTrainedModel(request(trainedModelArn, third))).rejects.toEqual(failure('ResourceNotFoundException', third));
    expect(await w.client.getTrainedModel(request(trainedModelArn))).toMatchObject({ versionIdentifier: second });
    const { trainedModels } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    expect(trainedModels).toMatchObject([{ versionIdentifier: second }]);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    w.clock.advance(20);
    await expect(w.client.deleteTrainedModelOutput(request(trainedModelArn))).rejects.toEqual(failure('ResourceNotFoundException'));
  });
});

describe('deleteWhileRunning', () => {
  test('conflict', async () => {
    const w = world({ deleteWhileRunning: 'conflict' });
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    const refused = failure('ConflictException', 'cannot be deleted while it runs');
    await expect(w.client.deleteTrainedModelOutput(request(trainedModelArn))).rejects.toEqual(refused);
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await expect(w.client.deleteTrainedModelOutput(request(trainedModelArn))).rejects.toEqual(refused);
  });

  test('accept: the training ends with its deletion', async () => {
    const w = world({ deleteWhileRunning: 'accept' });
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    expect(w.emulator.leftBehind().runningTrainings).toEqual([]);
    w.clock.advance(1260);
    expect(await statusOf(w, trainedModelArn)).toBe('INACTIVE');
  });
});

describe('repeatedDelete', () => {
  test.each([[0, 'DELETE_PENDING'], [10, 'DELETE_IN_PROGRESS'], [20, 'INACTIVE']])('after %i seconds (%s)', async (seconds, status) => {
    const w = world({ repeatedDelete: 'accept' });
    const { trainedModelArn } = await trained(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    w.clock.advance(seconds);
    await expect(w.client.deleteTrainedModelOutput(request(trainedModelArn))).resolves.toEqual({});
    expect(await statusOf(w, trainedModelArn)).toBe(status);
    w.emulator.behavior.repeatedDelete = 'conflict';
    await expect(w.client.deleteTrainedModelOutput(request(trainedModelArn))).rejects.toEqual(failure('ConflictException', 'no output to delete'));
  });
});

describe('tags of versions', () => {
  const tagsIn = async ({ client }: World, arn: string, version?: string) => (await client.getTrainedModel(request(arn, version))).tags;

  async function twoTagged(w: World) {
    const { trainedModelArn } = await trained(w, { name: 'first', tags: { a: '1' } });
    const { versionIdentifier } = await trained(w, { name: 'second', tags: { b: '2' }, ...incremental(trainedModelArn) });
    return { trainedModelArn, second: versionIdentifier! };
  }

  test('version: each has its own, and the tagging operations are about the base', async () => {
    const w = world({ tags: 'version' });
    const { trainedModelArn, second } = await twoTagged(w);
    expect(await tagsIn(w, trainedModelArn, second)).toEqual({ b: '2' });
    expect(await w.client.listTagsForResource({ resourceArn: trainedModelArn })).toEqual({ tags: { a: '1' } });
    await w.client.tagResource({ resourceArn: trainedModelArn, tags: { c: '3' } });
    expect(await w.client.listTagsForResource({ resourceArn: trainedModelArn })).toEqual({ tags: { a: '1', c: '3' } });
    expect(await tagsIn(w, trainedModelArn, second)).toEqual({ b: '2' });
  });

  test('arn: the last that were given are those of all versions', async () => {
    const w = world({ tags: 'arn' });
    const { trainedModelArn, second } = await twoTagged(w);
    expect(await w.client.listTagsForResource({ resourceArn: trainedModelArn })).toEqual({ tags: { b: '2' } });
    expect(await tagsIn(w, trainedModelArn, second)).toEqual({ b: '2' });
    await w.client.tagResource({ resourceArn: trainedModelArn, tags: { c: '3' } });
    await w.client.untagResource({ resourceArn: trainedModelArn, tagKeys: ['b', 'unknown'] });
    expect(await tagsIn(w, trainedModelArn, second)).toEqual({ c: '3' });
    await trained(w, { name: 'third', ...incremental(trainedModelArn) });
    expect(await tagsIn(w, trainedModelArn)).toEqual({ c: '3' });
  });
});

describe('listTrainedModels: the versions that are shown', () => {
  test.each<[EmulatorBehavior['listTrainedModels'], string[]]>([
    ['latest', ['another', 'third']], ['base', ['another', 'first']], ['all', ['another', 'third', 'second', 'first']],
  ])('%s', async (listTrainedModels, names) => {
    const w = world({ listTrainedModels });
    await threeVersions(w);
    await trained(w, { name: 'another' });
    const { trainedModels } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    expect(trainedModels.map(({ name }) => name)).toEqual(names);
  });
});

describe('listingDelaySeconds', () => {
  test('what was created is missing from listings for so long, and read by ARN at once', async () => {
    const w = world({ listingDelaySeconds: 60, listTrainedModels: 'all' });
    const { configuredModelAlgorithmArn, configuredModelAlgorithmAssociationArn } = await associated(w);
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    const listed = async () => [
      (await w.client.listConfiguredModelAlgorithms({})).configuredModelAlgorithms.length,
      (await w.client.listConfiguredModelAlgorithmAssociations({ membershipIdentifier: MEMBERSHIP })).configuredModelAlgorithmAssociations.length,
      (await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).trainedModels.length,
      (await w.client.listTrainedModelVersions(request(trainedModelArn))).trainedModels.length,
    ];
    w.clock.advance(59);
    expect(await listed()).toEqual([0, 0, 0, 0]);
    await expect(statusOf(w, trainedModelArn)).resolves.toBe('CREATE_PENDING');
    await expect(w.client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).resolves.toBeDefined();
    await expect(w.client.getConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn,
    })).resolves.toBeDefined();
    w.clock.advance(1);
    expect(await listed()).toEqual([1, 1, 1, 1]);
  });

  test('the latest version that is listed is the one that is shown', async () => {
    const w = world({ listingDelaySeconds: 60 });
    const { trainedModelArn } = await trained(w, { name: 'first' });
    await w.client.createTrainedModel(training({ name: 'second', ...incremental(trainedModelArn) }));
    const names = async () => (await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).trainedModels.map(({ name }) => name);
    expect(await names()).toEqual(['first']);
    w.clock.advance(60);
    expect(await names()).toEqual(['second']);
  });
});

describe('deletionBlockedBy', () => {
  const deleteAlgorithm = (w: World, arns: { configuredModelAlgorithmArn: string }) => (
    w.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arns.configuredModelAlgorithmArn }));
  const deleteAssociation = (w: World, arns: { configuredModelAlgorithmAssociationArn: string }) => (
    w.client.deleteConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn: arns.configuredModelAlgorithmAssociationArn,
    }));
  const of = ({ configuredModelAlgorithmAssociationArn }: { configuredModelAlgorithmAssociationArn: string }) => (
    { configuredModelAlgorithmAssociationArn });
  const conflict = failure('ConflictException', 'that depend on it');

  test('associations stand in the way of their algorithm', async () => {
    const w = world();
    const arns = await associated(w);
    await expect(deleteAlgorithm(w, arns)).rejects.toEqual(conflict);
    w.emulator.behavior.deletionBlockedBy = [];
    await expect(deleteAlgorithm(w, arns)).resolves.toEqual({});
  });

  test('trainings stand in the way of their association until they have come to rest', async () => {
    const w = world();
    const arns = await associated(w);
    const { trainedModelArn } = await w.client.createTrainedModel(training(of(arns)));
    await expect(deleteAssociation(w, arns)).rejects.toEqual(conflict);
    w.clock.advance(100);
    await expect(deleteAssociation(w, arns)).rejects.toEqual(conflict);
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await expect(deleteAssociation(w, arns)).rejects.toEqual(conflict);
    w.clock.advance(30);
    await expect(deleteAssociation(w, arns)).resolves.toEqual({});
    await expect(deleteAlgorithm(w, arns)).resolves.toEqual({});
  });

  test('a running training does not when switched off', async () => {
    const w = world({ deletionBlockedBy: ['associations'] });
    const arns = await associated(w);
    await w.client.createTrainedModel(training(of(arns)));
    await expect(deleteAssociation(w, arns)).resolves.toEqual({});
  });

  test('outputs stand in the way of their association when switched on', async () => {
    const w = world({ deletionBlockedBy: ['activeModels'] });
    const arns = await associated(w);
    const { trainedModelArn } = await trained(w, of(arns));
    await expect(deleteAssociation(w, arns)).rejects.toEqual(conflict);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    await expect(deleteAssociation(w, arns)).rejects.toEqual(conflict);
    w.clock.advance(20);
    await expect(deleteAssociation(w, arns)).resolves.toEqual({});
  });

  test.each(['changingModels', 'activeModels'] as const)('a dependant counts for dependencyReleaseSeconds after it has gone (%s)', async (blocker) => {
    const w = world({ dependencyReleaseSeconds: 300, deletionBlockedBy: ['associations', blocker] });
    const arns = await associated(w);
    const { trainedModelArn } = await trained(w, of(arns));
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    w.clock.advance(20 + 299);
    await expect(deleteAssociation(w, arns)).rejects.toEqual(conflict);
    w.clock.advance(1);
    await deleteAssociation(w, arns);
    w.clock.advance(299);
    await expect(deleteAlgorithm(w, arns)).rejects.toEqual(conflict);
    w.clock.advance(1);
    await expect(deleteAlgorithm(w, arns)).resolves.toEqual({});
  });

  test('a training that never had an output does not count as one', async () => {
    const w = world({ dependencyReleaseSeconds: 300, deletionBlockedBy: ['activeModels'] });
    const arns = await associated(w);
    w.emulator.nextTrainings.fail('no luck');
    await trained(w, of(arns));
    await expect(deleteAssociation(w, arns)).resolves.toEqual({});
  });
});

test('the defaults are the documented or likeliest positions', () => {
  expect(DEFAULT_BEHAVIOR).toMatchObject({
    baseVersion: 'NULL',
    incrementalArn: 'same',
    incrementalDefaultParent: 'latest',
    uniqueNames: 'live',
    afterCancel: 'INACTIVE',
    afterDelete: 'INACTIVE',
    deleteWhileRunning: 'conflict',
    listingDelaySeconds: 0,
    trainingQuota: { membership: 5, account: 10 },
  });
  expect(world().emulator.behavior).toEqual(DEFAULT_BEHAVIOR);
});
