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

test.each([
  [{ Type: 'Wait' }, 'a state that invokes no Lambda function (task)'],
  [{ Resource: 'arn:aws:states:::lambda:invoke' }, 'a state that invokes no Lambda function (task)'],
  [{ ResultPath: '$.x' }, 'ResultPath in task'],
  [{ Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }] }, 'JitterStrategy in task'],
])('%j is refused', async (task, what) => {
  await expect(play(definition(task), 0)).rejects.toThrow(`arn:machine: a rehearsal plays state machines of Lambda tasks with retries alone, and this one has ${what}`);
});
