import * as fc from 'fast-check';
import { MEMBERSHIP, START, training, world, type World } from './world';
import type { EmulatorBehavior, LifecycleStatus, StatusChange } from '../../emulator';

/** What can follow on what, whatever is asked for and however it turns out. */
const NEXT: { readonly [status in LifecycleStatus]: readonly LifecycleStatus[] } = {
  CREATE_PENDING: ['CREATE_IN_PROGRESS', 'CANCEL_PENDING', 'DELETE_PENDING'],
  CREATE_IN_PROGRESS: ['ACTIVE', 'CREATE_FAILED', 'CANCEL_PENDING', 'DELETE_PENDING'],
  CREATE_FAILED: ['DELETE_PENDING'],
  ACTIVE: ['DELETE_PENDING'],
  CANCEL_PENDING: ['CANCEL_IN_PROGRESS', 'DELETE_PENDING'],
  CANCEL_IN_PROGRESS: ['CANCEL_FAILED', 'INACTIVE', 'CREATE_FAILED', 'GONE', 'DELETE_PENDING'],
  CANCEL_FAILED: ['CANCEL_PENDING', 'ACTIVE', 'CREATE_FAILED', 'DELETE_PENDING'],
  DELETE_PENDING: ['DELETE_IN_PROGRESS'],
  DELETE_IN_PROGRESS: ['DELETE_FAILED', 'INACTIVE', 'GONE'],
  DELETE_FAILED: ['DELETE_PENDING'],
  INACTIVE: [],
  GONE: [],
};

type Step =
  | { readonly do: 'train'; readonly fate: 'succeed' | 'fail' | 'hang' }
  | { readonly do: 'cancel' | 'delete'; readonly which: number; readonly fails: boolean }
  | { readonly do: 'advance'; readonly seconds: number };

const which = fc.nat({ max: 9 });
const steps = fc.array(fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({ do: fc.constant('train' as const), fate: fc.constantFrom('succeed', 'fail', 'hang') }),
  fc.record({ do: fc.constantFrom('cancel', 'delete'), which, fails: fc.boolean() }),
  fc.record({ do: fc.constant('advance' as const), seconds: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 2000 })) }),
), { maxLength: 25 });

const behavior: fc.Arbitrary<Partial<EmulatorBehavior>> = fc.record({
  afterCancel: fc.constantFrom('INACTIVE', 'CREATE_FAILED', 'gone'),
  afterDelete: fc.constantFrom('INACTIVE', 'gone'),
  deleteWhileRunning: fc.constantFrom('conflict', 'accept'),
  repeatedDelete: fc.constantFrom('accept', 'conflict'),
});

async function take({ emulator, client, clock }: World, step: Step, number: number): Promise<void> {
  if (step.do === 'advance') {
    clock.advance(step.seconds);
  } else if (step.do === 'train') {
    emulator.nextTrainings.decide = () => (step.fate === 'fail' ? { outcome: 'fail', reason: 'no luck' } : { outcome: step.fate });
    await client.createTrainedModel(training({ name: `model${number}` })).catch(() => undefined);
  } else if (emulator.trainings.length > 0) {
    const { trainedModelArn } = emulator.trainings[step.which % emulator.trainings.length];
    emulator.faults.cancelFails = emulator.faults.deleteFails = step.fails ? 'once' : 'never';
    const request = { membershipIdentifier: MEMBERSHIP, trainedModelArn };
    await (step.do === 'cancel' ? client.cancelTrainedModel(request) : client.deleteTrainedModelOutput(request)).catch(() => undefined);
  }
}

const histories = ({ emulator }: World): (readonly StatusChange[])[] => emulator.trainings.map(({ history }) => history());

test('every history is one that can be, in order, and ends in the present', async () => {
  await fc.assert(fc.asyncProperty(behavior, steps, async (switches, taken) => {
    const w = world(switches);
    for (const [i, step] of taken.entries()) {
      await take(w, step, i);
      const next = w.emulator.nextChangeAt();
      expect(next === undefined || next > w.clock.now()).toBe(true);
    }
    for (const history of histories(w)) {
      expect(history[0]).toMatchObject({ status: 'CREATE_PENDING' });
      history.slice(1).forEach((change, i) => {
        expect(NEXT[history[i].status]).toContain(change.status);
        expect(change.at).toBeGreaterThanOrEqual(history[i].at);
      });
      expect(history[0].at).toBeGreaterThanOrEqual(START);
      expect(history[history.length - 1].at).toBeLessThanOrEqual(w.clock.now());
    }
  }));
});

test('it makes no difference how often statuses are read', async () => {
  await fc.assert(fc.asyncProperty(behavior, steps, async (switches, taken) => {
    const [watched, unwatched] = [world(switches), world(switches)];
    for (const [i, step] of taken.entries()) {
      await take(watched, step, i);
      await take(unwatched, step, i);
      histories(watched);
      watched.emulator.leftBehind();
      await watched.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    }
    expect(histories(unwatched)).toEqual(histories(watched));
    expect(JSON.stringify(unwatched.emulator.leftBehind())).toBe(JSON.stringify(watched.emulator.leftBehind()));
  }));
});

test('no more trainings run than the quota allows, and a training is either running, an output, or over', async () => {
  await fc.assert(fc.asyncProperty(behavior, steps, async (switches, taken) => {
    const w = world({ ...switches, trainingQuota: { membership: 2, account: 10 } });
    for (const [i, step] of taken.entries()) {
      await take(w, step, i);
      const { runningTrainings, activeOutputs } = w.emulator.leftBehind();
      expect(runningTrainings.length).toBeLessThanOrEqual(2);
      expect(runningTrainings.filter((record) => activeOutputs.includes(record))).toEqual([]);
    }
  }));
});
