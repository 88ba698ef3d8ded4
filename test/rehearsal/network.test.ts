import type { FunctionCall, Transit } from '../../rehearsal/index';
import { LambdaFiles } from '../../rehearsal/lambda-code';
import { LambdaFunction } from '../../rehearsal/lambda-function';
import { Scheduler } from '../../rehearsal/scheduler';

const ARN = 'arn:aws:lambda:us-east-1:111111111111:function:Talker';

/** Says what it is invoked with, and waits 30 seconds at most for the reply. */
const TALKER = `
  const { Toy } = require('@aws-sdk/client-toy');
  const toy = new Toy({ requestHandler: { requestTimeout: 30_000 } });
  let invocations = 0;
  exports.handler = async (text) => {
    invocations += 1;
    const reply = await toy.say({ text }).catch((error) => error.name + ': ' + error.message);
    console.log(reply);
    return { reply, invocations };
  };`;

/** A function that calls a service, over a network where things happen to what is said. */
function play(transits: Readonly<Record<string, Transit>>, { source = TALKER, refusals = 0, timeoutSeconds = 120 } = {}) {
  const scheduler = new Scheduler(0);
  const seconds = () => scheduler.now() / 1000;
  /** What the service got, and when. */
  const received: [string, number][] = [];
  const calls: FunctionCall[] = [];
  const logs: unknown[] = [];
  class Toy {
    public async say({ text }: { text: string }) {
      received.push([text, seconds()]);
      if (received.length <= refusals) {
        throw new Error('refused');
      }
      return `${text} ${received.length}`;
    }
  }
  const running = new LambdaFunction({
    name: 'Talker', arn: ARN, code: LambdaFiles.fromInline(source), handler: 'index.handler', environment: {}, timeoutSeconds, memoryMegabytes: 128,
  }, {
    environment: {},
    now: () => scheduler.now(),
    after: (delay, job) => scheduler.after(delay, job),
    random: () => 0,
    log: ([text]) => logs.push(text),
    sdkModule: () => ({ Toy, LIMIT: 7, answer: () => 42 }),
    httpsRequest: () => 200,
    network: (call) => {
      calls.push(call);
      return transits[(call.request as { text: string }).text];
    },
  });
  const invoke = async (event: unknown) => {
    const { payload } = await running.invoke(event);
    return { ...JSON.parse(payload), endedAt: seconds() };
  };
  return { scheduler, received, calls, logs, invoke, run: (event: unknown) => scheduler.runUntil(invoke(event)) };
}

const CRASH = { errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited with error: signal: killed' };
const TIMEOUT = 'TimeoutError: Connection timed out after 30000 ms';

describe('the way of a call', () => {
  test.each<[Transit, number[], number]>([
    [{}, [0], 0],
    [{ there: 5 }, [5], 5],
    [{ back: 5 }, [0], 5],
    [{ there: 2, back: 3 }, [2], 5],
    [{ again: 0 }, [0, 0], 0],
    [{ there: 1, again: 4, back: 2 }, [1, 5], 7],
  ])('with %j the service gets it after %j and the function its last reply after %d seconds', async (transit, receivedAt, repliedAt) => {
    const { run, received } = play({ hello: transit });

    expect(await run('hello')).toMatchObject({ reply: `hello ${receivedAt.length}`, endedAt: repliedAt });
    expect(received).toEqual(receivedAt.map((at) => ['hello', at]));
  });

  test('a call that nothing happens to is answered at once', async () => {
    const { run, received } = play({});

    expect(await run('hello')).toMatchObject({ reply: 'hello 1', endedAt: 0 });
    expect(received).toEqual([['hello', 0]]);
  });

  test('an error of the service takes as long as a reply', async () => {
    const { run } = play({ hello: { there: 2, back: 3 } }, { refusals: 1 });

    expect(await run('hello')).toMatchObject({ reply: 'Error: refused', endedAt: 5 });
  });

  test('what the service said to the first of two requests was lost, also when that was an error', async () => {
    const { run } = play({ hello: { again: 4 } }, { refusals: 1 });

    expect(await run('hello')).toMatchObject({ reply: 'hello 2', endedAt: 4 });
  });

  test('only clients call: what else a module has is as it is', async () => {
    const { run, calls } = play({}, {
      source: 'const { LIMIT, answer } = require("@aws-sdk/client-toy"); exports.handler = () => ({ limit: LIMIT, answer: answer() });',
    });

    expect(await run('hello')).toMatchObject({ limit: 7, answer: 42 });
    expect(calls).toEqual([]);
  });
});

describe('a client that waits for so long and no longer', () => {
  test.each<[Transit, number[]]>([
    [{ back: 30 }, [0]],
    [{ there: 60 }, [60]],
    [{ there: 10, back: 20 }, [10]],
    [{ there: 5, again: 10, back: 15 }, [5, 15]],
  ])('gives up with %j, though the service gets the request', async (transit, receivedAt) => {
    const { run, received, scheduler } = play({ hello: transit });

    expect(await run('hello')).toMatchObject({ reply: TIMEOUT, endedAt: 30 });
    await scheduler.settle();
    expect(received).toEqual(receivedAt.map((at) => ['hello', at]));
  });

  test('gets a reply that comes just in time', async () => {
    const { run } = play({ hello: { there: 10, again: 10, back: 9 } });

    expect(await run('hello')).toMatchObject({ reply: 'hello 2', endedAt: 29 });
  });

  test('hears nothing of an error that comes too late', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const { run, received, scheduler } = play({ hello: { there: 60 } }, { refusals: 1 });

    expect(await run('hello')).toMatchObject({ reply: TIMEOUT });
    await scheduler.settle();
    process.off('unhandledRejection', unhandled);
    expect(received).toHaveLength(1);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('waits as long as it takes when it was not told how long', async () => {
    const { run } = play({ hello: { back: 100 } }, { source: TALKER.replace('{ requestHandler: { requestTimeout: 30_000 } }', '') });

    expect(await run('hello')).toMatchObject({ reply: 'hello 1', endedAt: 100 });
  });
});

describe('a function that crashes', () => {
  test.each<[Transit, number[], number]>([
    [{ crash: 'before' }, [], 0],
    [{ crash: 'before', there: 5 }, [], 0],
    [{ crash: 'after' }, [0], 0],
    [{ crash: 'after', there: 2, back: 3 }, [2], 5],
  ])('with %j the service gets its call after %j, and it ends after %d seconds', async (transit, receivedAt, endedAt) => {
    const { run, received, logs, scheduler } = play({ hello: transit });

    expect(await run('hello')).toEqual({ ...CRASH, endedAt });
    await scheduler.settle();
    expect(received).toEqual(receivedAt.map((at) => ['hello', at]));
    expect(logs).toEqual([]);
  });

  test('does so when the reply is an error, too', async () => {
    const { run, logs } = play({ hello: { crash: 'after' } }, { refusals: 1 });

    expect(await run('hello')).toMatchObject(CRASH);
    expect(logs).toEqual([]);
  });

  test('starts anew the next time', async () => {
    const { run } = play({ bang: { crash: 'after' } });

    expect(await run('hello')).toMatchObject({ invocations: 1 });
    expect(await run('hello')).toMatchObject({ invocations: 2 });
    await run('bang');
    expect(await run('hello')).toMatchObject({ invocations: 1 });
  });

  test('does nothing more of what it had in mind', async () => {
    const { run, received, logs, scheduler } = play({ early: { there: 5, back: 5 }, bang: { there: 1, crash: 'after' } }, {
      source: `
        const { Toy } = require('@aws-sdk/client-toy');
        const toy = new Toy();
        exports.handler = async () => {
          setTimeout(() => console.log('later'), 10_000);
          const early = toy.say({ text: 'early' }).then(() => console.log('early'));
          await toy.say({ text: 'bang' });
        };`,
    });

    expect(await run({})).toMatchObject({ ...CRASH, endedAt: 1 });
    await scheduler.settle();
    expect(logs).toEqual([]);
    // What has left the function arrives all the same.
    expect(received).toEqual([['bang', 1], ['early', 5]]);
  });

  test('sends nothing more', async () => {
    const { run, received, calls } = play({ bang: { crash: 'before' } }, {
      source: `
        const { Toy } = require('@aws-sdk/client-toy');
        const toy = new Toy();
        exports.handler = () => Promise.all(['one', 'bang', 'two'].map((text) => toy.say({ text })));`,
    });

    expect(await run({})).toMatchObject(CRASH);
    expect(received).toEqual([['one', 0]]);
    expect(calls.map(({ request }) => request)).toEqual([{ text: 'one' }, { text: 'bang' }]);
  });

  test('leaves other invocations of it alone', async () => {
    const { scheduler, invoke } = play({ hello: { back: 5 }, bang: { back: 1, crash: 'after' } });

    expect(await scheduler.runUntil(Promise.all([invoke('hello'), invoke('bang')]))).toEqual([
      { reply: 'hello 1', invocations: 1, endedAt: 5 }, { ...CRASH, endedAt: 1 },
    ]);
  });
});

test('a function that runs out of time hears no reply any more, and starts anew the next time', async () => {
  const { run, logs, scheduler } = play({ slow: { back: 25 } }, { timeoutSeconds: 20 });
  await run('hello');

  expect(await run('slow')).toMatchObject({ errorType: 'Sandbox.Timedout', endedAt: 20 });
  await scheduler.settle();
  expect(logs).toEqual(['hello 1']);
  expect(await run('hello')).toMatchObject({ invocations: 1 });
});

test('who decides what happens to a call is told who calls, for what, since when, and what it says', async () => {
  const { run, calls, scheduler } = play({}, {
    source: `
      const { Toy } = require('@aws-sdk/client-toy');
      exports.handler = async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 5000));
        return new Toy().say({ text: 'hello' });
      };`,
  });
  await scheduler.advance(10);

  await run({ RequestType: 'Create' });

  expect(calls).toEqual([{
    functionArn: ARN,
    event: { RequestType: 'Create' },
    cause: { RequestType: 'Create' },
    invokedAt: 10_000,
    module: '@aws-sdk/client-toy',
    method: 'say',
    request: { text: 'hello' },
  }]);
});
