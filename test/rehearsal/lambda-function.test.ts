import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { codeDirectory } from './toy-app';
import { LambdaFiles } from '../../rehearsal/lambda-code';
import type { LambdaHost } from '../../rehearsal/lambda-container';
import { LambdaFunction } from '../../rehearsal/lambda-function';
import { seededRandom } from '../../rehearsal/random';
import type { HttpsRequest } from '../../rehearsal/sandbox';
import { Scheduler } from '../../rehearsal/scheduler';

const START = Date.UTC(2026, 0, 1);

function play(source: string, { timeoutSeconds = 30, ...host }: { timeoutSeconds?: number } & Partial<LambdaHost> = {}) {
  const scheduler = new Scheduler(START);
  const logs: unknown[][] = [];
  const requests: HttpsRequest[] = [];
  const running = new LambdaFunction({
    name: 'Played',
    arn: 'arn:aws:lambda:us-east-1:111111111111:function:Played',
    code: LambdaFiles.fromInline(source),
    handler: 'index.handler',
    environment: {},
    timeoutSeconds,
    memoryMegabytes: 128,
  }, {
    environment: { TABLE: 'ledger' },
    now: () => scheduler.now(),
    after: (seconds, job) => scheduler.after(seconds, job),
    random: seededRandom(1),
    log: (parts) => logs.push([...parts]),
    sdkModule: (name) => (name === '@aws-sdk/client-toy' ? { answer: 42 } : undefined),
    httpsRequest: (request) => {
      requests.push(request);
      return 200;
    },
    ...host,
  });
  const invoke = async (event: unknown = {}) => {
    const result = await scheduler.runUntil(running.invoke(event));
    return { ...result, payload: JSON.parse(result.payload) };
  };
  return { invoke, logs, requests, scheduler, running };
}

test('an event goes in as JSON, and what the handler gives comes out as JSON', async () => {
  const { invoke } = play('exports.handler = async (event, context) => ({ got: event.x, name: context.functionName, gone: undefined });');

  expect(await invoke({ x: 1 })).toEqual({ payload: { got: 1, name: 'Played' } });
});

test('an error is what Lambda makes of it', async () => {
  const { invoke } = play('exports.handler = async () => { throw new TypeError("broken"); };');

  const { errorType, payload } = await invoke();

  expect(errorType).toBe('TypeError');
  expect(payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'broken' });
  expect(payload.trace[0]).toBe('TypeError: broken');
  expect(payload.trace[1]).toContain('/var/task/index.js');
});

test('the environment is the function\'s own, and nothing of the machine', async () => {
  const { invoke } = play('exports.handler = () => process.env;');

  expect((await invoke()).payload).toEqual({ TABLE: 'ledger' });
});

test('the time is the virtual one, however it is asked for', async () => {
  const { invoke, scheduler } = play(`
    exports.handler = async () => {
      const before = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 5000));
      return [before, Date.now(), new Date().toISOString(), globalThis.Date.now(), new Date(0).getTime(), new Date() instanceof Date];
    };`);

  expect((await invoke()).payload).toEqual([START, START + 5000, '2026-01-01T00:00:05.000Z', START + 5000, 0, true]);
  expect(scheduler.now()).toBe(START + 5000);
});

test('what is random is the same in every run', async () => {
  const source = 'exports.handler = () => [Math.random(), require("crypto").randomUUID(), crypto.randomUUID(), Math.max(1, 2)];';
  const [first, second] = await Promise.all([play(source).invoke(), play(source).invoke()]);

  expect(first).toEqual(second);
  expect(first.payload[1]).not.toBe(first.payload[2]);
});

test('a handler that does not come back in time is stopped', async () => {
  const { invoke } = play('exports.handler = () => new Promise(() => {});', { timeoutSeconds: 120 });

  expect(await invoke()).toMatchObject({
    errorType: 'Sandbox.Timedout', payload: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/Task timed out after 120.00 seconds$/) },
  });
});

test('modules stay loaded between invocations, and each function has its own', async () => {
  const source = 'let count = 0; exports.handler = () => ++count;';
  const first = play(source);

  expect([(await first.invoke()).payload, (await first.invoke()).payload]).toEqual([1, 2]);
  expect((await play(source).invoke()).payload).toBe(1);
});

test('modules of the code, of Node.js and of the SDK are found', async () => {
  const directory = codeDirectory('index.js', `
    const { own } = require('./own');
    const { answer } = require('@aws-sdk/client-toy');
    const { createHash } = require('node:crypto');
    exports.handler = () => [own, answer, createHash('sha256').update('x').digest('hex').slice(0, 4)];`);
  writeFileSync(path.join(directory, 'own.js'), 'exports.own = require("./data.json").own;');
  writeFileSync(path.join(directory, 'data.json'), '{"own": "mine"}');
  const played = new LambdaFunction({
    name: 'Own', arn: 'arn', code: LambdaFiles.fromDirectory(directory), handler: 'index.handler', environment: {}, timeoutSeconds: 3, memoryMegabytes: 128,
  }, {
    environment: {},
    now: () => 0,
    after: () => () => undefined,
    random: () => 0,
    log: () => undefined,
    sdkModule: () => ({ answer: 42 }),
    httpsRequest: () => 200,
  });

  expect(JSON.parse((await played.invoke({})).payload)).toEqual(['mine', 42, '2d71']);
});

test.each([
  ['require("fs")', 'the code requires "fs", which a rehearsal does not have'],
  ['require("@aws-sdk/client-s3")', 'the code requires "@aws-sdk/client-s3", which a rehearsal does not have'],
  ['require("./missing")', 'the code has no CommonJS module "missing"'],
  ['fetch("https://example.com")', 'there is no network in a rehearsal (fetch)'],
  ['setInterval(() => {}, 1)', 'there is no setInterval in a rehearsal'],
  ['process.exit(1)', 'the code ended its process'],
])('%s is refused', async (expression, message) => {
  const { invoke } = play(`exports.handler = () => ${expression};`);

  expect((await invoke()).payload).toMatchObject({ errorType: 'UnavailableInRehearsal', errorMessage: message });
});

test('an HTTPS request goes to the rehearsal', async () => {
  const { invoke, requests } = play(`
    const https = require('https');
    exports.handler = () => new Promise((resolve, reject) => {
      const request = https.request({ hostname: 'h', path: '/p', method: 'PUT' }, (response) => { response.resume(); resolve(response.statusCode); });
      request.on('error', reject);
      request.write('body');
      request.end();
    });`);

  expect((await invoke()).payload).toBe(200);
  expect(requests).toEqual([{ hostname: 'h', path: '/p', method: 'PUT', body: 'body' }]);
});

test('a handler that is not there is said to be missing', async () => {
  expect((await play('').invoke()).payload).toMatchObject({
    errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported',
  });
});

test('lines of the log are handed on as they are', async () => {
  const { invoke, logs } = play('exports.handler = () => { console.log("a", { b: 1 }); console.error("c"); };');
  await invoke();

  expect(logs).toEqual([['a', { b: 1 }], ['c']]);
});

describe('the clock of a container', () => {
  const TIMES = 'exports.handler = () => [Date.now(), new Date().getTime(), performance.now(), process.hrtime()[0] * 1000];';

  test('shows its own time wherever the code looks', async () => {
    const { invoke } = play(TIMES, { clockOf: () => (time) => time + 60_000 });

    expect((await invoke()).payload).toEqual([START + 60_000, START + 60_000, START + 60_000, START + 60_000]);
  });

  test('can be fast or slow, and each container has its own', async () => {
    const clockOf = (container: number) => (time: number) => time + (time - START) * 0.5 + container * 1000;
    const { invoke, scheduler } = play(TIMES, { clockOf, containerFor: () => -1 });
    await scheduler.advance(10);

    expect((await invoke()).payload[0]).toBe(START + 15_000);
    expect((await invoke()).payload[0]).toBe(START + 16_000);
  });

  test('lets timers and the end of an invocation be in true time', async () => {
    const { invoke, scheduler } = play(
      'exports.handler = async (_, context) => { await new Promise((done) => setTimeout(done, 4000)); return context.getRemainingTimeInMillis(); };',
      { clockOf: () => (time) => time * 2 },
    );

    expect((await invoke()).payload).toBe(26_000);
    expect(scheduler.now()).toBe(START + 4000);
  });
});

test('an idle container that is chosen keeps what it has in mind, and a new one has nothing', async () => {
  const chosen = [-1, 1, 0, 0, 2];
  const { invoke } = play('let count = 0; exports.handler = () => ++count;', { containerFor: () => chosen.shift() });
  const counts: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    counts.push((await invoke()).payload);
  }

  expect(counts).toEqual([1, 1, 2, 2, 1]);
});
