import { RemovalPolicy } from 'aws-cdk-lib';
import { ACCOUNT, NOTHING, REGION, Stage, type Scene } from './stage';
import type { EmulatorBehavior } from '../../emulator';
import { Completion } from '../../src';
import type { TrainedModelStatus } from '../../src/private/protocol/api-model';

const MODEL: Scene = { models: { Model: { completion: Completion.whenSubmitted() } } };
const CANCEL = 'CancelTrainedModel';
const DELETE = 'DeleteTrainedModelOutput';

interface Case {
  readonly status: TrainedModelStatus | 'gone';
  readonly behavior?: Partial<EmulatorBehavior>;
  /** Brings the submitted training there. */
  readonly reach?: (stage: Stage) => Promise<void> | void;
  readonly changes: string[];
}

const minutes = (count: number) => (stage: Stage) => stage.rehearsal.advance({ minutes: count });
const trained = minutes(10);
const client = (stage: Stage) => stage.emulator.client({ accountId: ACCOUNT, region: REGION });
const version = ({ trainings: [{ trainedModelArn, membershipIdentifier }] }: Stage) => ({ trainedModelArn, membershipIdentifier });
const cancel = (stage: Stage) => client(stage).cancelTrainedModel(version(stage)).then(() => undefined);
const remove = (stage: Stage) => client(stage).deleteTrainedModelOutput(version(stage)).then(() => undefined);

const CASES: Case[] = [
  { status: 'CREATE_PENDING', changes: [CANCEL] },
  { status: 'CREATE_IN_PROGRESS', reach: minutes(2), changes: [CANCEL] },
  { status: 'ACTIVE', reach: trained, changes: [DELETE] },
  { status: 'CREATE_FAILED', reach: trained, changes: [] },
  {
    status: 'INACTIVE',
    reach: async (stage) => {
      await trained(stage);
      stage.emulator.deleteOutputAsAnotherMember(stage.trainings[0].trainedModelArn);
      await minutes(1)(stage);
    },
    changes: [],
  },
  { status: 'CANCEL_PENDING', reach: cancel, changes: [] },
  {
    status: 'CANCEL_IN_PROGRESS',
    reach: async (stage) => {
      await cancel(stage);
      await stage.rehearsal.advance({ seconds: 16 });
    },
    changes: [],
  },
  {
    status: 'CANCEL_FAILED',
    reach: async (stage) => {
      stage.emulator.faults.cancelFails = 'once';
      await cancel(stage);
      await minutes(1)(stage);
    },
    changes: [CANCEL],
  },
  {
    status: 'DELETE_PENDING',
    reach: async (stage) => {
      await trained(stage);
      await remove(stage);
    },
    changes: [],
  },
  {
    status: 'DELETE_IN_PROGRESS',
    reach: async (stage) => {
      await trained(stage);
      await remove(stage);
      await stage.rehearsal.advance({ seconds: 11 });
    },
    changes: [],
  },
  {
    status: 'DELETE_FAILED',
    reach: async (stage) => {
      await trained(stage);
      stage.emulator.faults.deleteFails = 'once';
      await remove(stage);
      await minutes(1)(stage);
    },
    changes: [DELETE],
  },
  {
    status: 'gone',
    behavior: { afterDelete: 'gone' },
    reach: async (stage) => {
      await trained(stage);
      await remove(stage);
      await minutes(1)(stage);
    },
    changes: [],
  },
];

describe('deleting a model whose training is', () => {
  test.each(CASES)('$status', async ({ status, behavior, reach, changes }) => {
    const stage = new Stage(behavior);
    if (status === 'CREATE_FAILED') {
      stage.emulator.nextTrainings.fail('out of memory');
    }
    await stage.deploy(MODEL);
    await reach?.(stage);
    expect(stage.trainings[0].status() ?? 'gone').toBe(status);
    stage.changes();
    expect(await stage.clear()).toEqual({ status: 'DELETE_COMPLETE', trained: 1, changes, remains: NOTHING });
  });

  test('deleted by hand in the very moment', async () => {
    const stage = new Stage();
    await stage.deploy(MODEL);
    await trained(stage);
    stage.emulator.faults.add({ operation: 'DeleteTrainedModelOutput', fault: 'conflict' });
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('one that the service does not get rid of: the deletion fails after ten minutes, says what to do, and works afterwards', async () => {
    const stage = new Stage();
    await stage.deploy(MODEL);
    await trained(stage);
    stage.emulator.faults.deleteFails = 'always';
    expect(await stage.destroy()).toMatchObject({ status: 'DELETE_FAILED' });
    expect(stage.resourceEvents('DELETE_FAILED').map(({ text }) => text)).toEqual([
      expect.stringMatching(/is DELETE_FAILED; cancel it or delete its output by hand, then delete the stack again/),
    ]);
    stage.emulator.faults.deleteFails = 'never';
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });
});

describe('what is to be retained', () => {
  const scene = (removalPolicy: RemovalPolicy): Scene => ({
    algorithm: { removalPolicy }, association: { removalPolicy }, models: { Model: { removalPolicy, completion: Completion.whenActive() } },
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('stays when the stack is deleted (%s)', async (removalPolicy) => {
    const stage = new Stage();
    await stage.deploy(scene(removalPolicy));
    const before = stage.remains();
    expect(await stage.clear()).toEqual({ status: 'DELETE_COMPLETE', trained: 1, changes: [], remains: before });
    expect(before).toEqual({ algorithms: [expect.any(String)], associations: [expect.any(String)], running: [], outputs: [expect.any(String)] });
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('stays when it is taken out of the app (%s)', async (removalPolicy) => {
    const stage = new Stage();
    await stage.deploy(scene(removalPolicy));
    const before = stage.remains();
    expect(await stage.deploy({})).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(stage.remains()).toEqual(before);
  });

  test.each([
    { removalPolicy: RemovalPolicy.RETAIN, kept: 1 },
    { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, kept: 0 },
  ])('in a creation that is rolled back: $kept with $removalPolicy', async ({ removalPolicy, kept }) => {
    const stage = new Stage();
    expect(await stage.deploy(scene(removalPolicy), { 'Test/Consumer': 'locked' })).toMatchObject({ status: 'ROLLBACK_COMPLETE', trained: 1 });
    expect(Object.values(stage.remains()).map(({ length }) => length)).toEqual([kept, kept, 0, kept]);
  });

  test('is not what replaces it', async () => {
    const stage = new Stage();
    const algorithm = (imageTag: string): Scene => ({ algorithm: { imageTag, removalPolicy: RemovalPolicy.RETAIN } });
    await stage.deploy(algorithm('old'));
    const old = stage.physicalId('Algorithm');
    expect(await stage.deploy(algorithm('new'))).toMatchObject({ changes: ['CreateConfiguredModelAlgorithm'] });
    expect(stage.remains().algorithms).toEqual([old, stage.physicalId('Algorithm')]);
  });
});
