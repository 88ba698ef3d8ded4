import { ServiceCallError } from '../../../lambda/engine/call';
import { retry } from '../../../lambda/engine/retry';
import { HandlerHarness, modelProperties } from '../handler-harness';

const OPTIONS = { meanings: ['not-now', 'unknown-outcome'], pause: 1_000, attempts: 3 } as const;

const failure = (name: string) => (
  new ServiceCallError('ListTrainedModels', { name, message: name, $metadata: name === 'TimeoutError' ? undefined : { httpStatusCode: 400 } }));

function reads(failures: readonly string[], until = Infinity) {
  let time = 0;
  let count = 0;
  const read = async () => {
    const name = failures[count++];
    if (name !== undefined) {
      throw failure(name);
    }
    return 'read';
  };
  const pause = async (milliseconds: number) => {
    time += milliseconds;
  };
  return { run: () => retry({ now: () => time, until, pause }, read, OPTIONS), seen: () => ({ count, seconds: time / 1000 }) };
}

test.each([
  { failures: ['ThrottlingException'], count: 2, seconds: 1 },
  { failures: ['ThrottlingException', 'TimeoutError'], count: 3, seconds: 2 },
])('a read that is answered with $failures is repeated after a second', async ({ failures, count, seconds }) => {
  const { run, seen } = reads(failures);
  expect(await run()).toBe('read');
  expect(seen()).toEqual({ count, seconds });
});

test('a read that fails three times is given up', async () => {
  const { run, seen } = reads(Array<string>(5).fill('ThrottlingException'));
  await expect(run()).rejects.toThrow('ThrottlingException');
  expect(seen().count).toBe(3);
});

test('a read is not repeated when the invocation begins nothing new any more', async () => {
  const { run, seen } = reads(['ThrottlingException'], 0);
  await expect(run()).rejects.toThrow('ThrottlingException');
  expect(seen().count).toBe(1);
});

test.each(['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'])('a read that is answered with %s is not repeated', async (name) => {
  const { run, seen } = reads([name]);
  await expect(run()).rejects.toThrow(name);
  expect(seen().count).toBe(1);
});

test('nothing of a look goes on when it has ended', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const properties = (Revision: string) => modelProperties({ Revision, Retraining: { Strategy: 'FROM_SCRATCH' } });
  await model.create(properties('1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const revision of ['2', '3', '4']) {
    await model.update(properties(revision));
  }
  harness.stackStatus = 'DELETE_IN_PROGRESS';
  const deletion = await model.begin('Delete', properties('4'));
  let listings = 0;
  harness.emulator.faults.onCall = ({ operation }) => (
    operation !== 'ListTrainedModelVersions' ? undefined : listings++ === 0 ? 'access-denied' : 'throttle');

  Object.assign(harness.context, { pause: () => new Promise((resolve) => setImmediate(resolve)) });

  await harness.look(deletion);

  const calls = harness.emulator.calls.length;
  for (let turns = 0; turns < 10; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(harness.emulator.calls).toHaveLength(calls);
  expect(listings).toBeGreaterThan(3);
});
