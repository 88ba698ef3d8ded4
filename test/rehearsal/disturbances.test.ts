import { Stack } from 'aws-cdk-lib';
import { codeDirectory, provider, synthesize, toy, ToyHandlers, toyStack } from './toy-app';
import { type Disturbances, type FunctionCall, Rehearsal, type Transit } from '../../rehearsal/index';

const LAMBDA = '@aws-sdk/client-lambda';
const STEP_FUNCTIONS = '@aws-sdk/client-sfn';
const CRASHED = 'Error: Runtime exited with error: signal: killed';

interface Call extends FunctionCall {
  readonly event: { readonly RequestType: string; readonly ResourceProperties: { readonly ServiceToken: string } };
}

/** Whether it is the first function of the provider framework, which CloudFormation invokes, that calls its handler. */
const isFirst = (call: FunctionCall): call is Call => (
  call.module === LAMBDA && call.functionArn === (call as Call).event.ResourceProperties.ServiceToken
);
const isWaiting = (call: FunctionCall) => call.module === LAMBDA && !isFirst(call);

/** What happens to the calls that a test is about, one after the other, and nothing to those after them. */
function inTurn(isMeant: (call: FunctionCall) => boolean, ...transits: Transit[]): Disturbances {
  return { onCall: (call) => (isMeant(call) ? transits.shift() : undefined) };
}

/** A stack with a toy, and the seconds at which CloudFormation's event for the toy's creation was there. */
async function deployed({ onCall, ...others }: Disturbances, properties: Record<string, unknown> = {}) {
  const deliveries: number[] = [];
  let sentAt: number | undefined;
  const played = new Rehearsal({
    run: ['Custom::Toy'],
    disturbances: {
      ...others,
      onCall: (call) => {
        if (isFirst(call) && call.event.RequestType === 'Create') {
          sentAt ??= call.invokedAt;
          deliveries.push((call.invokedAt - sentAt) / 1000);
        }
        return onCall?.(call);
      },
    },
  });
  const toys = new ToyHandlers();
  const result = await played.deploy(toys.in(toyStack((stack, token) => toy(stack, 'One', token, properties)), played));
  const texts = (kind: string) => played.timeline.events.filter((event) => event.kind === kind).map(({ text }) => text);
  return { played, toys, result, deliveries, texts };
}

describe('an asynchronous invocation', () => {
  test('that failed is tried again after a minute', async () => {
    const { result, toys, deliveries, played } = await deployed(inTurn(isFirst, { crash: 'before' }));

    expect(result.succeeded).toBe(true);
    expect(deliveries).toEqual([0, 60]);
    expect(toys.log).toEqual(['Create One']);
    expect(played.timeline.events.filter(({ kind }) => kind === 'notice')).toEqual([
      expect.objectContaining({ stack: 'Toys', resource: 'Toys/One', text: `the provider failed by itself: Runtime.ExitError: ${CRASHED}` }),
    ]);
  });

  test('that fails every time is tried three times, the last one two minutes later', async () => {
    const { result, deliveries, toys, texts } = await deployed({
      onCall: (call) => (isFirst(call) && call.event.RequestType === 'Create' ? { crash: 'before' } : undefined),
    });

    expect(deliveries).toEqual([0, 60, 180]);
    expect(result.stacks[0].reason).toMatch(/^Toys\/One: CloudFormation did not receive a response from your Custom Resource/);
    expect(toys.log).toEqual([expect.stringMatching(/^Delete One /)]);
    expect(texts('notice')).toHaveLength(3);
  });

  test('that did its work before it failed does it again, for the same request', async () => {
    const { result, toys } = await deployed(inTurn(isFirst, { crash: 'after' }));

    expect(result.succeeded).toBe(true);
    expect(toys.log).toEqual(['Create One', 'Create One']);
    expect(toys.requests[1]).toEqual(toys.requests[0]);
    expect(toys.polls.get(toys.requests[0].RequestId)).toBe(1);
  });

  test('that started a waiter before it failed starts another, whose answer comes too late', async () => {
    const { result, toys, played, texts } = await deployed(inTurn(({ module }) => module === STEP_FUNCTIONS, { crash: 'after' }), { Seconds: 100 });
    expect(result.succeeded).toBe(true);
    expect(texts('lateResponse')).toEqual([]);

    await played.settle();

    expect(toys.log).toEqual(['Create One', 'Create One']);
    expect(texts('lateResponse')).toEqual(['SUCCESS, which CloudFormation no longer waits for']);
  });

  test('that succeeds is not tried again', async () => {
    const { deliveries, played } = await deployed({});
    await played.settle();

    expect(deliveries).toEqual([0]);
  });
});

describe('delivery again', () => {
  /** The first event is delivered again after this many seconds. */
  const againAfter = (seconds: number) => {
    const payloads: string[] = [];
    return { payloads, onDelivery: (payload: string) => (payloads.push(payload) === 1 ? { again: seconds } : undefined) };
  };

  test('an event that is delivered again is the same event', async () => {
    const { payloads, onDelivery } = againAfter(30);
    const { result, toys, deliveries } = await deployed({ onDelivery }, { Seconds: 100 });

    expect(result.succeeded).toBe(true);
    expect(deliveries).toEqual([0, 30]);
    expect(toys.log).toEqual(['Create One', 'Create One']);
    expect(toys.requests[1]).toEqual(toys.requests[0]);
    expect(payloads.map((payload) => JSON.parse(payload))).toEqual([toys.requests[0]]);
  });

  test('it can come when CloudFormation has long had its answer', async () => {
    const { onDelivery } = againAfter(6 * 3600);
    const { played, result, deliveries, texts } = await deployed({ onDelivery });
    expect(result.finishedAt.getTime() - result.startedAt.getTime()).toBeLessThan(60_000);

    await played.settle();

    expect(deliveries).toEqual([0, 6 * 3600]);
    expect(texts('lateResponse')).toHaveLength(1);
  });

  test('it comes besides the retries, is not tried again itself, and is decided once for each event', async () => {
    const { payloads, onDelivery } = againAfter(30);
    const { deliveries, toys, played } = await deployed({
      onDelivery,
      onCall: (call) => (isFirst(call) && call.event.RequestType === 'Create' ? { crash: 'before' } : undefined),
    });
    await played.settle();

    expect(deliveries).toEqual([0, 30, 60, 180]);
    expect(payloads.map((payload) => JSON.parse(payload).RequestType)).toEqual(['Create', 'Delete']);
    expect(toys.log).toHaveLength(1);
  });
});

test('an event can arrive after CloudFormation has timed out, and its answer changes nothing', async () => {
  const lateness = [undefined, 5 * 3600];
  const played = new Rehearsal({ run: ['Custom::Toy'], disturbances: { onDelivery: () => ({ late: lateness.shift() }) } });
  const toys = new ToyHandlers();
  const deploy = (version: string) => played.deploy(toys.in(toyStack((stack, token) => toy(stack, 'One', token, { Version: version })), played));
  await deploy('1');

  const { succeeded, stacks: [{ reason }] } = await deploy('2');
  expect(succeeded).toBe(false);
  expect(reason).toContain('did not receive a response');
  expect(toys.requests.map(({ ResourceProperties: { Version } }) => Version)).toEqual(['1', '1']);
  await played.settle();

  expect(toys.requests.map(({ ResourceProperties: { Version } }) => Version)).toEqual(['1', '1', '2']);
  expect(played.timeline.events.filter(({ kind }) => kind === 'lateResponse')).toHaveLength(1);
});

test('a waiter whose function crashes goes on with the next poll', async () => {
  const { result, toys } = await deployed(inTurn(isWaiting, { crash: 'before' }, { crash: 'after' }), { Seconds: 20 });

  expect(result.succeeded).toBe(true);
  // After 15 and 30 seconds.
  expect(toys.polls.get(toys.requests[0].RequestId)).toBe(2);
});

test('a poll that is sent twice asks the handler twice', async () => {
  const { toys } = await deployed(inTurn(isWaiting, { again: 1 }));

  expect(toys.polls.get(toys.requests[0].RequestId)).toBe(2);
});

describe('a handler', () => {
  const LEDGER = '@aws-sdk/client-dynamodb';
  const place = { accountId: '111111111111', region: 'us-east-1', partition: 'aws' };

  /** A resource whose handler notes in a table that it was created. */
  async function noted(disturbances: Disturbances) {
    const played = new Rehearsal({ run: ['Custom::Toy'], disturbances });
    played.dynamoDb.createTable(place, 'ledger', 'Id');
    const code = codeDirectory('noting.js', `
      const { DynamoDB } = require('@aws-sdk/client-dynamodb');
      const ledger = new DynamoDB({ requestHandler: { requestTimeout: 10_000 } });
      exports.onEvent = async ({ RequestType, LogicalResourceId: id }) => {
        if (RequestType === 'Create') {
          await ledger.putItem({
            TableName: 'ledger',
            Item: { Id: { S: id } },
            ConditionExpression: 'attribute_not_exists(#id)',
            ExpressionAttributeNames: { '#id': 'Id' },
          });
          console.log('noted', { id });
          console.log('{"decision":"note"}');
        }
        return { PhysicalResourceId: id };
      };
      exports.isComplete = () => ({ IsComplete: true });`);
    const result = await played.deploy(synthesize((app) => {
      const stack = new Stack(app, 'Toys');
      toy(stack, 'One', provider(stack, { code, file: 'noting' }).serviceToken);
    }));
    return { played, result, items: [...played.dynamoDb.tables[0].items.keys()], reason: result.stacks[0].reason };
  }
  const isNote = ({ module }: FunctionCall) => module === LEDGER;

  test('is called for something, and its calls are told with that', async () => {
    const calls: FunctionCall[] = [];
    const { items } = await noted({
      onCall: (call) => {
        calls.push(call);
        return undefined;
      },
    });

    expect(items).toEqual(['One']);
    expect(calls.map(({ module, method }) => `${module} ${method}`)).toEqual([
      `${LAMBDA} invoke`, `${LEDGER} putItem`, `${STEP_FUNCTIONS} startExecution`, `${LAMBDA} invoke`, 'https request',
    ]);
    expect(calls[1]).toMatchObject({
      functionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1:111111111111:function:Toys-onEvent/),
      event: { RequestType: 'Create', LogicalResourceId: 'One' },
      invokedAt: calls[0].invokedAt,
      request: { TableName: 'ledger', Item: { Id: { S: 'One' } } },
    });
  });

  test.each<[Transit, string, string[]]>([
    [{ crash: 'before' }, CRASHED, []],
    [{ crash: 'after' }, CRASHED, ['One']],
    [{ back: 10 }, 'Connection timed out after 10000 ms', ['One']],
    [{ again: 0.1 }, 'The conditional request failed', ['One']],
  ])('with %j on the way of its call fails the resource: %s', async (transit, message, left) => {
    const { reason, items } = await noted(inTurn(isNote, transit));

    expect(reason).toContain(message);
    expect(items).toEqual(left);
  });

  test('that waits for a slow reply gets it', async () => {
    const { result } = await noted(inTurn(isNote, { there: 4, back: 5 }));
    const { result: fast } = await noted({});

    expect(result.succeeded).toBe(true);
    expect(result.finishedAt.getTime() - fast.finishedAt.getTime()).toBe(9000);
  });

  test('logs what a test can listen to, and the timeline has its decisions all the same', async () => {
    const logs: [string, readonly unknown[]][] = [];
    const { played } = await noted({ onLog: (functionArn, parts) => logs.push([functionArn, parts]) });

    const isHandler = ([functionArn]: [string, unknown]) => functionArn.includes(':Toys-onEvent');
    expect(logs.filter(isHandler).map(([, parts]) => parts)).toEqual([['noted', { id: 'One' }], ['{"decision":"note"}']]);
    expect(logs.find((line) => !isHandler(line))).toEqual([
      expect.stringContaining(':Toys-Providerframework'), expect.arrayContaining(['onEventHandler']),
    ]);
    expect(played.timeline.events).toContainEqual(expect.objectContaining({ kind: 'decision', resource: 'Toys/One', text: 'note' }));
  });
});
