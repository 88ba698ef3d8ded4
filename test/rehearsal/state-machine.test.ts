import { Scheduler } from '../../rehearsal/scheduler';
import { StateMachine } from '../../rehearsal/state-machine';

const TASK = 'arn:aws:lambda:us-east-1:111111111111:function:Task';
const FALLBACK = 'arn:aws:lambda:us-east-1:111111111111:function:Fallback';

function definition(task: Record<string, unknown> = {}): string {
  return JSON.stringify({
    StartAt: 'task',
    States: {
      task: {
        Type: 'Task',
        Resource: TASK,
        End: true,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'fallback' }],
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 2 }],
        ...task,
      },
      fallback: { Type: 'Task', Resource: FALLBACK, End: true },
    },
  });
}

async function play(text: string, failures: number) {
  const scheduler = new Scheduler(0);
  const invocations: [number, string, string][] = [];
  const machine = new StateMachine('arn:machine', text, scheduler, async (arn, payload) => {
    invocations.push([scheduler.now() / 1000, arn.split(':').pop()!, payload]);
    return arn === TASK && invocations.length <= failures
      ? { errorType: 'Error', payload: '{"errorType":"Error","errorMessage":"not yet"}' }
      : { payload: '{"done":true}' };
  });
  machine.start('{"input":1}');
  await scheduler.settle();
  return invocations;
}

test('a task that succeeds is invoked once, with the input', async () => {
  expect(await play(definition(), 0)).toEqual([[0, 'Task', '{"input":1}']]);
});

test('a task is tried again after the interval, which grows', async () => {
  expect((await play(definition(), 2)).map(([at]) => at)).toEqual([0, 10, 30]);
});

test('what is caught goes on with the error', async () => {
  const invocations = await play(definition(), 99);

  expect(invocations.map(([at, name]) => [at, name])).toEqual([[0, 'Task'], [10, 'Task'], [30, 'Task'], [70, 'Task'], [70, 'Fallback']]);
  expect(JSON.parse(invocations[4][2])).toEqual({ Error: 'Error', Cause: '{"errorType":"Error","errorMessage":"not yet"}' });
});

test('an error that is not caught ends the execution', async () => {
  expect(await play(definition({ Catch: undefined, Retry: [{ ErrorEquals: ['Other'], MaxAttempts: 9 }] }), 99)).toHaveLength(1);
});

test('no pause between two attempts is longer than the longest', async () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 15 }];
  expect((await play(definition({ Retry }), 4)).map(([at]) => at)).toEqual([0, 10, 25, 40, 55]);
});

test('each retrier counts its own attempts', async () => {
  const Retry = [{ ErrorEquals: ['Other'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }];
  expect((await play(definition({ Retry }), 99)).map(([, name]) => name)).toEqual(['Task', 'Task', 'Fallback']);
});

test('a task that takes longer than its time fails, and its function goes on', async () => {
  const scheduler = new Scheduler(0);
  const ended: number[] = [];
  const machine = new StateMachine('arn:machine', definition({ TimeoutSeconds: 60, Retry: [] }), scheduler, async (arn) => {
    await scheduler.sleep(arn === TASK ? 100 : 0);
    ended.push(scheduler.now() / 1000);
    return { payload: '{}' };
  });
  machine.start('{}');
  await scheduler.settle();
  expect(ended).toEqual([60, 100]);
});

/** Looks, waits as long as the look says, and looks again. */
const LOOP = JSON.stringify({
  StartAt: 'Look',
  States: {
    Look: { Type: 'Task', Resource: TASK, ResultPath: '$.look', Next: 'IsDone' },
    IsDone: { Type: 'Choice', Choices: [{ Variable: '$.look.done', BooleanEquals: true, Next: 'Done' }], Default: 'Wait' },
    Wait: { Type: 'Wait', SecondsPath: '$.look.wait', Next: 'Look' },
    Done: { Type: 'Succeed' },
  },
});

function loop(waits: readonly number[]) {
  const scheduler = new Scheduler(0);
  const looks: [number, string][] = [];
  const machine = new StateMachine('arn:machine', LOOP, scheduler, async (_, payload) => {
    const wait = waits[looks.length];
    looks.push([scheduler.now() / 1000, payload]);
    return { payload: JSON.stringify(wait === undefined ? { done: true } : { done: false, wait }) };
  });
  return { scheduler, looks, machine };
}

test('a choice decides, and a wait takes the seconds that it finds in the data', async () => {
  const { scheduler, looks, machine } = loop([3, 20]);
  machine.start('{"id":1}');
  await scheduler.settle();
  expect(looks).toEqual([[0, '{"id":1}'], [3, '{"id":1,"look":{"done":false,"wait":3}}'], [23, '{"id":1,"look":{"done":false,"wait":20}}']]);
  expect([...machine.executions.values()]).toMatchObject([{ status: 'SUCCEEDED', input: '{"id":1}' }]);
});

test('a name is used once: the same execution is started once while it runs, and not again afterwards', async () => {
  const { scheduler, looks, machine } = loop([5]);
  expect([machine.start('{"id":1}', 'one'), machine.start('{"id":1}', 'one'), machine.start('{"id":2}', 'one')]).toEqual([true, true, false]);
  await scheduler.settle();
  expect(machine.start('{"id":1}', 'one')).toBe(false);
  await scheduler.settle();
  expect(looks).toHaveLength(2);
});

test.each([
  [{ Type: 'Map' }, 'a state of type Map (task)'],
  [{ Resource: 'arn:aws:states:::lambda:invoke' }, 'a task that invokes no Lambda function (task)'],
  [{ Parameters: {} }, 'Parameters in task'],
  [{ ResultPath: '$.x.y' }, 'the path $.x.y in task'],
  [{ Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }] }, 'JitterStrategy in task'],
])('%j is refused', async (task, what) => {
  await expect(play(definition(task), 0)).rejects.toThrow(
    `arn:machine: a rehearsal plays state machines of Lambda tasks, choices and waits alone, and this one has ${what}`);
});
