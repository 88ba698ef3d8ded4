import { RemovalPolicy } from 'aws-cdk-lib';
import { ACCOUNT, NOTHING, REGION, DeploymentHarness, type AppSpec } from './deployment-harness';
import type { EmulatorBehavior } from '../../emulator';
import { Completion } from '../../src';
import type { TrainedModelStatus } from '../../src/private/protocol/api-model';

const MODEL: AppSpec = { models: { Model: { completion: Completion.whenSubmitted() } } };
const CANCEL = 'CancelTrainedModel';
const DELETE = 'DeleteTrainedModelOutput';

interface Case {
  readonly status: TrainedModelStatus | 'gone';
  readonly behavior?: Partial<EmulatorBehavior>;
  /** Brings the submitted training there. */
  readonly reach?: (harness: DeploymentHarness) => Promise<void> | void;
  readonly changes: string[];
}

const minutes = (count: number) => (harness: DeploymentHarness) => harness.rehearsal.advance({ minutes: count });
const trained = minutes(10);
const client = (harness: DeploymentHarness) => harness.emulator.client({ accountId: ACCOUNT, region: REGION });
const version = ({ trainings: [{ trainedModelArn, membershipIdentifier }] }: DeploymentHarness) => ({ trainedModelArn, membershipIdentifier });
const cancel = (harness: DeploymentHarness) => client(harness).cancelTrainedModel(version(harness)).then(() => undefined);
const remove = (harness: DeploymentHarness) => client(harness).deleteTrainedModelOutput(version(harness)).then(() => undefined);

const CASES: Case[] = [
  { status: 'CREATE_PENDING', changes: [CANCEL] },
  { status: 'CREATE_IN_PROGRESS', reach: minutes(2), changes: [CANCEL] },
  { status: 'ACTIVE', reach: trained, changes: [DELETE] },
  { status: 'CREATE_FAILED', reach: trained, changes: [] },
  {
    status: 'INACTIVE',
    reach: async (harness) => {
      await trained(harness);
      harness.emulator.deleteOutputAsAnotherMember(harness.trainings[0].trainedModelArn);
      await minutes(1)(harness);
    },
    changes: [],
  },
  { status: 'CANCEL_PENDING', reach: cancel, changes: [] },
  {
    status: 'CANCEL_IN_PROGRESS',
    reach: async (harness) => {
      await cancel(harness);
      await harness.rehearsal.advance({ seconds: 16 });
    },
    changes: [],
  },
  {
    status: 'CANCEL_FAILED',
    reach: async (harness) => {
      harness.emulator.faults.cancelFails = 'once';
      await cancel(harness);
      await minutes(1)(harness);
    },
    changes: [CANCEL],
  },
  {
    status: 'DELETE_PENDING',
    reach: async (harness) => {
      await trained(harness);
      await remove(harness);
    },
    changes: [],
  },
  {
    status: 'DELETE_IN_PROGRESS',
    reach: async (harness) => {
      await trained(harness);
      await remove(harness);
      await harness.rehearsal.advance({ seconds: 11 });
    },
    changes: [],
  },
  {
    status: 'DELETE_FAILED',
    reach: async (harness) => {
      await trained(harness);
      harness.emulator.faults.deleteFails = 'once';
      await remove(harness);
      await minutes(1)(harness);
    },
    changes: [DELETE],
  },
  {
    status: 'gone',
    behavior: { afterDelete: 'gone' },
    reach: async (harness) => {
      await trained(harness);
      await remove(harness);
      await minutes(1)(harness);
    },
    changes: [],
  },
];

describe('deleting a model whose training is', () => {
  test.each(CASES)('$status', async ({ status, behavior, reach, changes }) => {
    const harness = new DeploymentHarness(behavior);
    if (status === 'CREATE_FAILED') {
      harness.emulator.nextTrainings.fail('out of memory');
    }
    await harness.deploy(MODEL);
    await reach?.(harness);
    expect(harness.trainings[0].status() ?? 'gone').toBe(status);
    harness.changes();
    expect(await harness.clear()).toEqual({ status: 'DELETE_COMPLETE', trained: 1, changes, remains: NOTHING });
  });

  test('deleted by hand in the very moment', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(MODEL);
    await trained(harness);
    harness.emulator.faults.add({ operation: 'DeleteTrainedModelOutput', fault: 'conflict' });
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('one that the service does not get rid of: the deletion fails after ten minutes, says what to do, and works afterwards', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(MODEL);
    await trained(harness);
    harness.emulator.faults.deleteFails = 'always';
    expect(await harness.destroy()).toMatchObject({ status: 'DELETE_FAILED' });
    expect(harness.resourceEvents('DELETE_FAILED').map(({ text }) => text)).toEqual([
      expect.stringMatching(/is DELETE_FAILED; cancel it or delete its output by hand, then delete the stack again/),
    ]);
    harness.emulator.faults.deleteFails = 'never';
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });
});

describe('what is to be retained', () => {
  const scene = (removalPolicy: RemovalPolicy): AppSpec => ({
    algorithm: { removalPolicy }, association: { removalPolicy }, models: { Model: { removalPolicy, completion: Completion.whenActive() } },
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('stays when the stack is deleted (%s)', async (removalPolicy) => {
    const harness = new DeploymentHarness();
    await harness.deploy(scene(removalPolicy));
    const before = harness.remains();
    expect(await harness.clear()).toEqual({ status: 'DELETE_COMPLETE', trained: 1, changes: [], remains: before });
    const one = [expect.any(String)];
    expect(before).toEqual({ algorithms: one, associations: one, running: [], outputs: one, channels: [] });
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('stays when it is taken out of the app (%s)', async (removalPolicy) => {
    const harness = new DeploymentHarness();
    await harness.deploy(scene(removalPolicy));
    const before = harness.remains();
    expect(await harness.deploy({})).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(harness.remains()).toEqual(before);
  });

  test.each([
    { removalPolicy: RemovalPolicy.RETAIN, kept: 1 },
    { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, kept: 0 },
  ])('in a creation that is rolled back: $kept with $removalPolicy', async ({ removalPolicy, kept }) => {
    const harness = new DeploymentHarness();
    expect(await harness.deploy(scene(removalPolicy), { 'Test/Consumer': 'locked' })).toMatchObject({ status: 'ROLLBACK_COMPLETE', trained: 1 });
    expect(Object.values(harness.remains()).map(({ length }) => length)).toEqual([kept, kept, 0, kept, 0]);
  });

  test('is not what replaces it', async () => {
    const harness = new DeploymentHarness();
    const algorithm = (imageTag: string): AppSpec => ({ algorithm: { imageTag, removalPolicy: RemovalPolicy.RETAIN } });
    await harness.deploy(algorithm('old'));
    const old = harness.physicalId('Algorithm');
    expect(await harness.deploy(algorithm('new'))).toMatchObject({ changes: ['CreateConfiguredModelAlgorithm'] });
    expect(harness.remains().algorithms).toEqual([old, harness.physicalId('Algorithm')]);
  });
});
