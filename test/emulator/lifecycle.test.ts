import { ACCOUNT, ManualClock, MEMBERSHIP, REGION, START, elsewhere, failure, statusOf, trained, training, world, type World } from './world';
import { CleanRoomsMlEmulator } from '../../emulator';
import type { TrainedModelStatus } from '../../src/private/protocol/api-model';

const request = (trainedModelArn: string) => ({ membershipIdentifier: MEMBERSHIP, trainedModelArn });

/** Follows the status over time: at each second, which status is shown. */
async function follow(from: World, trainedModelArn: string, expected: [seconds: number, status: TrainedModelStatus][]): Promise<void> {
  const begin = from.clock.now();
  const seen: [number, TrainedModelStatus][] = [];
  for (const [seconds] of expected) {
    from.clock.advance(seconds - (from.clock.now() - begin) / 1000);
    seen.push([seconds, await statusOf(from, trainedModelArn)]);
  }
  expect(seen).toEqual(expected);
}

describe('a training', () => {
  test('goes from pending over in progress to active, on the clock alone', async () => {
    const w = world();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await follow(w, trainedModelArn, [
      [0, 'CREATE_PENDING'], [59, 'CREATE_PENDING'], [60, 'CREATE_IN_PROGRESS'], [1259, 'CREATE_IN_PROGRESS'], [1260, 'ACTIVE'], [9999999, 'ACTIVE'],
    ]);
  });

  test('goes through every status that was due, however late it is read', async () => {
    const w = world();
    await trained(w);
    w.clock.advance(86400);
    expect(w.emulator.trainings[0].history()).toEqual([
      { status: 'CREATE_PENDING', at: START }, { status: 'CREATE_IN_PROGRESS', at: START + 60_000 }, { status: 'ACTIVE', at: START + 1_260_000 },
    ]);
    expect(w.emulator.trainings[0].startedRunningAt()).toBe(START + 60_000);
  });

  test('has as its update time the time of the last status change', async () => {
    const w = world();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(700);
    const times = { createTime: new Date(START), updateTime: new Date(START + 60_000) };
    expect(await w.client.getTrainedModel(request(trainedModelArn))).toMatchObject(times);
  });

  test('takes as long as the behavior says, for each request if need be', async () => {
    const w = world({ pendingSeconds: 1, trainingSeconds: ({ hyperparameters }) => Number(hyperparameters?.epochs ?? 7) });
    const short = await w.client.createTrainedModel(training({ name: 'short', hyperparameters: { epochs: '2' } }));
    const long = await w.client.createTrainedModel(training({ name: 'long' }));
    w.clock.advance(3);
    expect([await statusOf(w, short.trainedModelArn), await statusOf(w, long.trainedModelArn)]).toEqual(['ACTIVE', 'CREATE_IN_PROGRESS']);
    w.clock.advance(5);
    expect(await statusOf(w, long.trainedModelArn)).toBe('ACTIVE');
  });

  test('shows the digest of its image when it is active, the same for the same association', async () => {
    const w = world();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    expect(await w.client.getTrainedModel(request(trainedModelArn))).not.toHaveProperty('trainingContainerImageDigest');
    w.clock.advance(1260);
    const { trainingContainerImageDigest } = await w.client.getTrainedModel(request(trainedModelArn));
    expect(trainingContainerImageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const again = await trained(w, { name: 'again' });
    expect((await w.client.getTrainedModel(request(again.trainedModelArn))).trainingContainerImageDigest).toBe(trainingContainerImageDigest);
  });
});

describe('what becomes of a training', () => {
  test('one that is to fail does, with the reason', async () => {
    const w = world();
    w.emulator.nextTrainings.fail('out of memory');
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await follow(w, trainedModelArn, [[0, 'CREATE_PENDING'], [60, 'CREATE_IN_PROGRESS'], [1260, 'CREATE_FAILED'], [99999, 'CREATE_FAILED']]);
    expect(await w.client.getTrainedModel(request(trainedModelArn))).toMatchObject({ statusDetails: { message: 'out of memory' } });
  });

  test('one that hangs is never started, and can be cancelled', async () => {
    const w = world();
    w.emulator.nextTrainings.hang();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(86400);
    expect(await statusOf(w, trainedModelArn)).toBe('CREATE_PENDING');
    expect(w.emulator.nextChangeAt()).toBeUndefined();
    await w.client.cancelTrainedModel(request(trainedModelArn));
    w.clock.advance(30);
    expect(await statusOf(w, trainedModelArn)).toBe('INACTIVE');
  });

  test('is decided one by one first, then by the function, then it succeeds', async () => {
    const w = world();
    w.emulator.nextTrainings.succeed(10).fail('first', 10);
    w.emulator.nextTrainings.decide = ({ name }) => (name === 'a' || name === 'c' ? { outcome: 'fail', reason: 'decided', seconds: 10 } : undefined);
    for (const name of ['a', 'b', 'c', 'd']) {
      await w.client.createTrainedModel(training({ name }));
    }
    w.clock.advance(70);
    expect(w.emulator.trainings.map((record) => [record.name, record.status()])).toEqual([['a', 'ACTIVE'], ['b', 'CREATE_FAILED'], ['c', 'CREATE_FAILED'], ['d', 'CREATE_IN_PROGRESS']]);
  });

  test('a refused request uses up no outcome', async () => {
    const w = world();
    w.emulator.nextTrainings.fail('meant for the accepted one', 1);
    await expect(w.client.createTrainedModel(training({ dataChannels: [] }))).rejects.toThrow();
    await trained(w);
    expect(w.emulator.trainings[0].status()).toBe('CREATE_FAILED');
  });
});

describe('cancelling', () => {
  test.each([[0, 'CREATE_PENDING'], [60, 'CREATE_IN_PROGRESS']])('after %i seconds (%s) takes its time and ends the training', async (seconds) => {
    const w = world();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(seconds);
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await follow(w, trainedModelArn, [
      [0, 'CANCEL_PENDING'], [14, 'CANCEL_PENDING'], [15, 'CANCEL_IN_PROGRESS'], [29, 'CANCEL_IN_PROGRESS'], [30, 'INACTIVE'], [99999, 'INACTIVE'],
    ]);
  });

  test('what does not run is a conflict', async () => {
    const w = world();
    const { trainedModelArn } = await trained(w);
    await expect(w.client.cancelTrainedModel(request(trainedModelArn))).rejects.toEqual(failure('ConflictException', 'ACTIVE cannot be cancelled'));
    const running = await w.client.createTrainedModel(training({ name: 'running' }));
    await w.client.cancelTrainedModel(request(running.trainedModelArn));
    await expect(w.client.cancelTrainedModel(request(running.trainedModelArn))).rejects.toEqual(failure('ConflictException', 'CANCEL_PENDING'));
  });

  test('can fail: the training goes on, ends as it would have, and can be cancelled again', async () => {
    const w = world();
    w.emulator.faults.cancelFails = 'once';
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(100);
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await follow(w, trainedModelArn, [[0, 'CANCEL_PENDING'], [15, 'CANCEL_IN_PROGRESS'], [30, 'CANCEL_FAILED'], [1159, 'CANCEL_FAILED'], [1160, 'ACTIVE']]);

    w.emulator.faults.cancelFails = 'once';
    const again = await w.client.createTrainedModel(training({ name: 'again' }));
    await w.client.cancelTrainedModel(request(again.trainedModelArn));
    w.clock.advance(30);
    expect(w.emulator.leftBehind().runningTrainings).toHaveLength(1);
    await w.client.cancelTrainedModel(request(again.trainedModelArn));
    w.clock.advance(30);
    expect(await statusOf(w, again.trainedModelArn)).toBe('INACTIVE');
  });

  test('that fails before the training has begun shows no more of the training than its end', async () => {
    const w = world();
    w.emulator.faults.cancelFails = 'once';
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await follow(w, trainedModelArn, [[30, 'CANCEL_FAILED'], [60, 'CANCEL_FAILED'], [1259, 'CANCEL_FAILED'], [1260, 'ACTIVE']]);
  });

  test('can fail always', async () => {
    const w = world();
    w.emulator.faults.cancelFails = 'always';
    w.emulator.nextTrainings.hang();
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    for (let attempt = 0; attempt < 3; attempt++) {
      await w.client.cancelTrainedModel(request(trainedModelArn));
      w.clock.advance(30);
      expect(await statusOf(w, trainedModelArn)).toBe('CANCEL_FAILED');
    }
  });

  test('can come too late: the training ends well meanwhile, and its output is there', async () => {
    const w = world();
    w.emulator.faults.cancelTooLate = 'once';
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(100);
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await follow(w, trainedModelArn, [[0, 'CANCEL_PENDING'], [15, 'CANCEL_IN_PROGRESS'], [30, 'ACTIVE']]);
    expect(w.emulator.leftBehind().activeOutputs).toHaveLength(1);

    const next = await w.client.createTrainedModel(training({ name: 'next' }));
    await w.client.cancelTrainedModel(request(next.trainedModelArn));
    w.clock.advance(30);
    expect(await statusOf(w, next.trainedModelArn)).toBe('INACTIVE');
  });

  test('that begins just before the training ends and fails leaves what the training became', async () => {
    const w = world();
    w.emulator.faults.cancelFails = 'once';
    const { trainedModelArn } = await w.client.createTrainedModel(training());
    w.clock.advance(1255);
    await w.client.cancelTrainedModel(request(trainedModelArn));
    await follow(w, trainedModelArn, [[5, 'CANCEL_PENDING'], [29, 'CANCEL_IN_PROGRESS'], [30, 'ACTIVE']]);
    const end = START + 1_285_000;
    expect(w.emulator.trainings[0].history().slice(-2)).toEqual([{ status: 'CANCEL_FAILED', at: end }, { status: 'ACTIVE', at: end }]);
  });
});

describe('deleting an output', () => {
  test('takes its time and leaves an inactive version', async () => {
    const w = world();
    const { trainedModelArn } = await trained(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    await follow(w, trainedModelArn, [[0, 'DELETE_PENDING'], [9, 'DELETE_PENDING'], [10, 'DELETE_IN_PROGRESS'], [19, 'DELETE_IN_PROGRESS'], [20, 'INACTIVE']]);
  });

  test('of a training that failed is possible', async () => {
    const w = world();
    w.emulator.nextTrainings.fail('no luck');
    const { trainedModelArn } = await trained(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    w.clock.advance(20);
    expect(await statusOf(w, trainedModelArn)).toBe('INACTIVE');
  });

  test('can fail once: the output stays until it is deleted again', async () => {
    const w = world();
    w.emulator.faults.deleteFails = 'once';
    const { trainedModelArn } = await trained(w);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    await follow(w, trainedModelArn, [[10, 'DELETE_IN_PROGRESS'], [20, 'DELETE_FAILED'], [99999, 'DELETE_FAILED']]);
    expect(w.emulator.leftBehind().activeOutputs).toHaveLength(1);
    await w.client.deleteTrainedModelOutput(request(trainedModelArn));
    w.clock.advance(20);
    expect(await statusOf(w, trainedModelArn)).toBe('INACTIVE');
    expect(w.emulator.leftBehind().activeOutputs).toHaveLength(0);
  });

  test('can fail always', async () => {
    const w = world();
    w.emulator.faults.deleteFails = 'always';
    const { trainedModelArn } = await trained(w);
    for (let attempt = 0; attempt < 3; attempt++) {
      await w.client.deleteTrainedModelOutput(request(trainedModelArn));
      w.clock.advance(20);
      expect(await statusOf(w, trainedModelArn)).toBe('DELETE_FAILED');
    }
  });

  test('can be done by another member', async () => {
    const w = world();
    const { trainedModelArn } = await trained(w);
    expect(w.emulator.nextChangeAt()).toBeUndefined();
    w.emulator.deleteOutputAsAnotherMember(trainedModelArn);
    expect(w.emulator.calls.map(({ operation }) => operation)).toEqual(['CreateTrainedModel']);
    expect(w.emulator.nextChangeAt()).toBe(w.clock.now() + 10_000);
    w.clock.advance(20);
    expect(await statusOf(w, trainedModelArn)).toBe('INACTIVE');
    expect(() => w.emulator.deleteOutputAsAnotherMember(elsewhere().trainedModel)).toThrow('does not exist');
  });
});

test('the next change is the first one of all trainings, and none when all have come to rest', async () => {
  const w = world();
  expect(w.emulator.nextChangeAt()).toBeUndefined();
  await w.client.createTrainedModel(training({ name: 'a' }));
  w.clock.advance(5);
  await w.client.createTrainedModel(training({ name: 'b' }));
  const changes: number[] = [];
  for (let next = w.emulator.nextChangeAt(); next !== undefined; next = w.emulator.nextChangeAt()) {
    changes.push((next - START) / 1000);
    w.clock.advance((next - w.clock.now()) / 1000);
  }
  expect(changes).toEqual([60, 65, 1260, 1265]);
});

test('what is left behind is what exists now', async () => {
  const w = world();
  const nothing = {
    algorithms: [],
    associations: [],
    runningTrainings: [],
    activeOutputs: [],
    mlConfigurations: [],
    inputChannels: [],
    runningInferenceJobs: [],
    runningExportJobs: [],
  };
  expect(w.emulator.leftBehind()).toEqual(nothing);
  const { configuredModelAlgorithmArn } = await w.client.createConfiguredModelAlgorithm({ name: 'algorithm', roleArn: 'arn:aws:iam::111111111111:role/r' });
  const { configuredModelAlgorithmAssociationArn } = await w.client.createConfiguredModelAlgorithmAssociation({
    membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn,
  });
  await trained(w, { name: 'finished' });
  await w.client.createTrainedModel(training({ name: 'running' }));
  const left = w.emulator.leftBehind();
  expect(left).toMatchObject({
    algorithms: [{ arn: configuredModelAlgorithmArn, name: 'algorithm' }],
    associations: [{ arn: configuredModelAlgorithmAssociationArn, name: 'association' }],
    runningTrainings: [{ name: 'running' }],
    activeOutputs: [{ name: 'finished' }],
  });

  await w.client.cancelTrainedModel(request(left.runningTrainings[0].trainedModelArn));
  await w.client.deleteTrainedModelOutput(request(left.activeOutputs[0].trainedModelArn));
  await w.client.deleteConfiguredModelAlgorithmAssociation({ membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn });
  await w.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn });
  w.clock.advance(30);
  expect(w.emulator.leftBehind()).toEqual(nothing);
});

test('the service\'s own clock shows in replies, and statuses change in true time', async () => {
  const clock = new ManualClock();
  const emulator = new CleanRoomsMlEmulator({ clock, skew: (time) => time + 300_000 });
  const client = emulator.client({ accountId: ACCOUNT, region: REGION });
  const { trainedModelArn } = await client.createTrainedModel(training());
  clock.advance(60);

  const { status, createTime, updateTime } = await client.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn });
  expect(status).toBe('CREATE_IN_PROGRESS');
  expect([createTime, updateTime]).toEqual([new Date(START + 300_000), new Date(START + 360_000)]);
});
