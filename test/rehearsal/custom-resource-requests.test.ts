import { CfnResource } from 'aws-cdk-lib';
import { toy, ToyHandlers, toyStack } from './toy-app';
import { type DeploymentBehavior, Rehearsal, type TimelineKind } from '../../rehearsal/index';

type RequestIds = DeploymentBehavior['requestIds'];

const version = (properties: Record<string, unknown>) => toyStack((stack, token) => {
  toy(stack, 'One', token, properties);
  new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
});

function setOut(requestIds?: RequestIds) {
  const played = new Rehearsal({ run: ['Custom::Toy'], deploymentBehavior: requestIds && { requestIds } });
  const toys = new ToyHandlers();
  const texts = (kind: TimelineKind) => played.timeline.events.filter((event) => event.kind === kind).map(({ text }) => text);
  const deploy = (properties: Record<string, unknown>, failing = false) => (
    played.deploy(toys.in(version(properties), played), failing ? { fail: { Topic: { reason: 'No topics today', afterSeconds: 60 } } } : {})
  );
  return { played, toys, texts, deploy };
}

/** A creation, an update that is rolled back, and the same update again. */
async function triedAgain(requestIds: RequestIds | undefined, change: Record<string, unknown> = {}) {
  const { deploy, ...rest } = setOut(requestIds);
  await deploy({ Size: 1 });
  await deploy({ Size: 2, ...change }, true);
  const result = await deploy({ Size: 2, ...change });
  return { ...rest, result };
}

describe('the address of a response', () => {
  test('names the stack, the resource and the request, and is signed at the time of the request', async () => {
    const { played, toys, deploy } = setOut();
    await played.advance({ minutes: 30 });
    await deploy({});

    const [{ ResponseURL, RequestId }] = toys.requests;
    const { hostname, pathname, searchParams } = new URL(ResponseURL);
    expect(hostname).toBe('cloudformation-custom-resource-response.s3.amazonaws.com');
    expect(decodeURIComponent(pathname)).toBe(`/${played.describe('Toys').id}/One/${RequestId}`);
    expect(Object.fromEntries(searchParams)).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': signingTime(played.timeline.events.find(({ kind }) => kind === 'request')!.at),
      'X-Amz-Expires': '7200',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(searchParams.get('X-Amz-Date')).toMatch(/^20260101T0030\d\dZ$/);
  });

  test('is another one for each request, also at the same time', async () => {
    const { played, toys } = setOut();
    await played.deploy(toys.in(toyStack((stack, token) => {
      toy(stack, 'One', token);
      toy(stack, 'Two', token);
    }), played));
    await played.destroy();

    const parameters = toys.requests.map(({ ResponseURL }) => new URL(ResponseURL).searchParams);
    expect(new Set(parameters.map((each) => each.get('X-Amz-Date'))).size).toBe(2);
    expect(new Set(parameters.map((each) => each.get('X-Amz-Signature'))).size).toBe(4);
  });
});

describe('the id of a request', () => {
  test.each([undefined, 'unique'] as const)('is its own (told: %s)', async (requestIds) => {
    const { toys } = await triedAgain(requestIds);

    expect(toys.log).toEqual(['Create One', 'Update One One', 'Update One One', 'Update One One']);
    expect(new Set(toys.requests.map(({ RequestId }) => RequestId)).size).toBe(4);
  });

  test('is that of an earlier request that asked the same, where ids are repeated, but not its address', async () => {
    const { toys } = await triedAgain('repeated');

    const [create, update, rollback, again] = toys.requests;
    expect(again).toEqual({ ...update, ResponseURL: expect.any(String) });
    expect(again.ResponseURL).not.toBe(update.ResponseURL);
    expect(new Set([create, update, rollback].map(({ RequestId }) => RequestId)).size).toBe(3);
  });

  test.each(['unique', 'repeated'] as const)('does not mix up answers (%s)', async (requestIds) => {
    const { toys, texts, result, played } = await triedAgain(requestIds, { Seconds: 600 });

    // The first update is answered while the second, which asks the same, is in progress.
    expect(texts('lateResponse')).toHaveLength(1);
    expect(result.stacks[0].status).toBe('UPDATE_COMPLETE');
    expect(result.finishedAt.getTime() - result.startedAt.getTime()).toBeGreaterThanOrEqual(600_000);
    await played.settle();
    expect(texts('lateResponse')).toHaveLength(1);
    expect(toys.log).toHaveLength(4);
  });
});

function signingTime(at: number): string {
  return new Date(at).toISOString().replace(/-|:|\.000/g, '');
}
