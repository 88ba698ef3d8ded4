/** Quotas, permissions that are on their way, and the other limits of a deployment, through the bundle that ships. */
import { resolve } from 'node:path';
import { Rehearsal, type EmulatorBehavior, type PendingCall } from '../../rehearsal/index';
import type { ModelDeclaration, StackDeclaration } from '../../simulation/declarations';
import { handlerCode } from '../../simulation/handler-code';
import { assemblyStackOf } from '../../simulation/template';

const ACCOUNT = '111111111111';
const code = handlerCode(resolve(__dirname, '../..'));

const model = (changes: Partial<ModelDeclaration> = {}): ModelDeclaration => ({
  membership: 0,
  channels: ['payments'],
  instanceType: 'ml.m5.xlarge',
  instanceCount: 1,
  volumeSizeGb: 30,
  incremental: false,
  retrainOn: 'INPUTS',
  tags: {},
  ...changes,
});

const stackOf = (models: StackDeclaration['models']): StackDeclaration => ({ name: 'Blue', account: ACCOUNT, algorithms: {}, associations: {}, models });

async function deployed(rehearsal: Rehearsal, stack: StackDeclaration) {
  const { stacks: [{ status, reason }] } = await rehearsal.deploy({ stacks: [assemblyStackOf(stack, code, 1)] });
  return { status, reason };
}

const rehearsalOf = (behavior: Partial<EmulatorBehavior>) => new Rehearsal({ gap: { seconds: 0 }, behavior });
const thirtyModels = stackOf(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`Model${i}`, model({ channels: ['payments', `part-${i}`] })])));

test('30 models wait for their turn where 5 can be trained at once', async () => {
  const rehearsal = rehearsalOf({ trainingSeconds: 240 });

  expect(await deployed(rehearsal, thirtyModels)).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(rehearsal.emulator.trainings).toHaveLength(30);
});

test('where trainings are too long for that, the failure says so, and nothing goes on running', async () => {
  const rehearsal = rehearsalOf({ trainingSeconds: 100_000 });

  const { status, reason } = await deployed(rehearsal, thirtyModels);
  await rehearsal.settle();

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(reason).toMatch(/TrainedModel "Model\d+" \(Create\): Not done after 55 minutes: .*quota/);
  expect(rehearsal.emulator.leftBehind()).toMatchObject({ runningTrainings: [], activeOutputs: [] });
});

test('a training that outlives its time is cancelled, and the rollback gives the earlier version back', async () => {
  const rehearsal = rehearsalOf({ trainingSeconds: ({ dataChannels }) => (dataChannels.length > 1 ? 100_000 : 60) });
  await deployed(rehearsal, stackOf({ Model: model({ activeWithinMinutes: 10 }) }));
  const attributes = () => rehearsal.describe('Blue').resources.find(({ logicalId }) => logicalId === 'Model')!.attributes;
  const before = attributes();

  const { status, reason } = await deployed(rehearsal, stackOf({ Model: model({ activeWithinMinutes: 10, channels: ['payments', 'claims'] }) }));

  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reason).toContain('was not finished after 10 minutes and was cancelled');
  expect(attributes()).toEqual(before);
  expect(rehearsal.emulator.leftBehind().runningTrainings).toEqual([]);
});

describe('permissions', () => {
  const denyUntil = (rehearsal: Rehearsal, seconds: number) => {
    const until = rehearsal.now().getTime() + seconds * 1000;
    rehearsal.emulator.faults.onCall = ({ at, operation }: PendingCall) => (at < until && operation === 'CreateTrainedModel' ? 'access-denied' : undefined);
  };

  test('that are on their way for a minute hold nothing up', async () => {
    const rehearsal = rehearsalOf({});
    denyUntil(rehearsal, 60);

    expect(await deployed(rehearsal, stackOf({ Model: model() }))).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  test('that are not there fail after two minutes, with the action that was denied', async () => {
    const rehearsal = rehearsalOf({});
    denyUntil(rehearsal, Infinity);

    const { status, reason } = await deployed(rehearsal, stackOf({ Model: model() }));

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toMatch(/TrainedModel "Model" \(Create\): CreateTrainedModel: AccessDeniedException: .*cleanrooms-ml:CreateTrainedModel/);
    expect(rehearsal.now().getTime() - Date.UTC(2026, 0, 1)).toBeLessThan(4 * 60_000);
  });
});

test('an update is cancelled midway, and what it trained does not go on', async () => {
  const rehearsal = rehearsalOf({ trainingSeconds: 1200 });
  await deployed(rehearsal, stackOf({ Model: model() }));
  rehearsal.after({ seconds: 60 }, () => expect(rehearsal.cancelUpdate('Blue')).toBe(true));

  const { status } = await deployed(rehearsal, stackOf({ Model: model(), Challenger: model({ activeWithinMinutes: 45 }) }));

  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(rehearsal.emulator.leftBehind().runningTrainings.map(({ name }) => name)).toEqual([expect.stringContaining('Blue-Model-')]);
});
