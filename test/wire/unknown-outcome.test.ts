/** Answers to a create after which it can have had its effect, and those after which it certainly has not. */
import type { Disturbance, HttpReply } from './http-service';
import { WireWorld } from './world';
import { modelProperties } from '../lambda/handler-harness';

const PATIENCE = 400;
const html = (status: number, text: string): HttpReply => ({ status, headers: { 'content-type': 'text/html' }, body: `<html><head><title>${text}</title></head></html>` });
const json = (body: string): HttpReply => ({ status: 200, headers: { 'content-type': 'application/json' }, body });

const UNKNOWN: [string, Disturbance['answer']][] = [
  ['a body that stalls after the headers', 'stall'],
  ['no answer', 'hang'],
  ['a connection that is reset', 'reset'],
  ['408', { status: 408, body: '' }],
  ['408 in HTML', html(408, '408 Request Timeout')],
  ['499', { status: 499, body: '' }],
  ['500', { status: 500, headers: { 'x-amzn-errortype': 'InternalServiceException' }, body: '{"message":"An internal error occurred"}' }],
  ['502 of a proxy in HTML', html(502, '502 Bad Gateway')],
  ['503', { status: 503, body: '' }],
  ['RequestTimeoutException at 400', { status: 400, headers: { 'x-amzn-errortype': 'RequestTimeoutException' }, body: '{}' }],
  ['200 in HTML', html(200, 'Sign in')],
  ['200 with a body that is cut', json('{"trainedModelArn":"arn:aws:clean')],
  ['200 with an empty body', json('')],
  ['200 with an empty object', json('{}')],
  ['200 with null for the ARN', json('{"trainedModelArn":null,"versionIdentifier":null}')],
  ['200 with an empty ARN', json('{"trainedModelArn":""}')],
];

test.each(UNKNOWN)('%s: a create that had its effect is found, and none is sent again', (_, answer) => WireWorld.run({ patience: PATIENCE }, async (world) => {
  world.cleanRoomsMl.disturb('CreateTrainedModel', { effect: true, answer });
  const { attributes } = await world.createModel(modelProperties());
  expect(world.emulator.trainings.map(({ trainedModelArn }) => trainedModelArn)).toEqual([attributes?.TrainedModelArn]);
  expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(1);
  expect(world.warnings).toEqual([expect.stringMatching(/^CreateTrainedModel: /)]);
}));

// What the handlers do from then on is the same for all of them.
test.each(UNKNOWN.filter((_, i) => i % 4 === 0))('%s: a create that had no effect is sent again under another name, when the first one cannot arrive any more', (_, answer) => (
  WireWorld.run({ patience: PATIENCE }, async (world) => {
    world.cleanRoomsMl.disturb('CreateTrainedModel', { answer });
    const { attributes, seconds } = await world.createModel(modelProperties());
    expect(world.trained).toEqual([attributes?.Name]);
    expect(attributes?.Name).toMatch(/-2$/);
    expect(seconds).toBeGreaterThanOrEqual(180);
    expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(2);
  })));

test.each<[string, HttpReply, RegExp]>([
  ['403 of a proxy in HTML', html(403, '403 Forbidden'), /CreateTrainedModel: HTTP 403 Forbidden: <html><.*check proxies, firewalls and VPC endpoints/],
  ['404 in HTML', html(404, 'Not Found'), /CreateTrainedModel: HTTP 404 Not Found: <html><.*check proxies/],
  ['413 in plain text', { status: 413, body: 'Payload too large' }, /CreateTrainedModel: HTTP 413 Payload Too Large: Payload to.*check proxies/],
  ['403 with a message and no name', { status: 403, body: '{"message":"Forbidden by policy"}' }, /CreateTrainedModel: HTTP 403 Forbidden: Forbidden by policy\. .*check proxies/],
  ['a ValidationException', { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' }, body: '{"message":"dataChannels is invalid"}' },
    /CreateTrainedModel: ValidationException: dataChannels is invalid\.$/],
])('%s ends the deployment at once, and says what answered', (_, answer, message) => WireWorld.run({}, async (world) => {
  world.cleanRoomsMl.disturb('CreateTrainedModel', { answer });
  const { reason, polls } = await world.createModel(modelProperties());
  expect(reason).toMatch(message);
  expect(reason).not.toContain('SyntaxError');
  expect(polls).toBe(1);
  expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(1);
}));

test('a create that never got a connection is sent again under the same name', () => WireWorld.run({}, async (world) => {
  let writes = 0;
  let isDown = false;
  world.dynamoDb.disturbance = async ({ operation }) => {
    // The third write announces the create: the claim of the owner and the request itself come first.
    if (operation === 'PutItem' && ++writes === 3) {
      isDown = true;
      await world.cleanRoomsMl.stop();
    } else if (operation === 'GetItem' && isDown) {
      isDown = false;
      await world.cleanRoomsMl.start();
    }
    return undefined;
  };
  const { attributes, seconds } = await world.createModel(modelProperties());
  expect(world.warnings).toEqual([expect.stringContaining('CreateTrainedModel: Error: connect ECONNREFUSED')]);
  expect(world.trained).toEqual([attributes?.Name]);
  expect(attributes?.Name).not.toMatch(/-2$/);
  expect(seconds).toBeLessThan(60);
}));

test('a create has a connection of its own, and reads share theirs', () => WireWorld.run({}, async (world) => {
  await world.createModel(modelProperties());
  await world.createModel(modelProperties({ Label: 'Other' }), 'Other');
  const connections = (operation: string) => world.cleanRoomsMl.calls.filter((call) => call.operation === operation).map(({ reused }) => reused);
  expect(connections('CreateTrainedModel')).toEqual([false, false]);
  expect(connections('ListTrainedModelVersions')).toEqual([true, true]);
  expect(world.cleanRoomsMl.calls.find(({ operation }) => operation === 'CreateTrainedModel')!.request.headers.connection).toBe('close');
}));

describe.each(['cleanRoomsMl', 'dynamoDb', 'cloudFormation'] as const)('%s: reads and writes of the ledger are tried again after', (service) => {
  test.each<[string, Disturbance['answer']]>([
    ['a body that stalls', 'stall'],
    ['no answer', 'hang'],
    ['a connection that is reset', 'reset'],
    ['502 in HTML', html(502, 'Bad Gateway')],
    ['408', { status: 408, body: '' }],
  ])('%s', (_, answer) => WireWorld.run({ patience: PATIENCE }, async (world) => {
    const first = { cleanRoomsMl: 'ListTrainedModels', dynamoDb: 'PutItem', cloudFormation: 'DescribeStackResource' }[service];
    world[service].disturb(first, { answer }, 3);
    const { attributes } = await world.createModel(modelProperties());
    expect(world.trained).toEqual([attributes?.Name]);
    expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(1);
  }));
});
