import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { isThrottlingError } from '@smithy/core/retry';
import type { WireCall } from './http-service';
import { creation, START, WireWorld } from './world';
import { THROTTLING_ERRORS } from '../../lambda/engine/service-error';
import { modelProperties, POLL_SECONDS } from '../lambda/handler-harness';

/** The SDK does not export its list, so it is read from the source that is installed. */
function throttlingNamesOfTheSdk(): string[] {
  const retry = path.dirname(require.resolve('@smithy/core/retry'));
  const source = readFileSync(path.join(retry, 'index.js'), 'utf8');
  const [, list] = /THROTTLING_ERROR_CODES = \[([^\]]*)\]/.exec(source)!;
  return [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);
}

test('the handlers know every name that the retry strategy of the installed SDK takes for throttling', () => {
  expect(throttlingNamesOfTheSdk()).toEqual([...THROTTLING_ERRORS]);
  expect(THROTTLING_ERRORS.filter((name) => !isThrottlingError({ name, message: '', $fault: 'client', $metadata: {} }))).toEqual([]);
});

/** All attempts of the first call: the SDK makes three of everything but a create of Clean Rooms ML. */
const firstCall = ({ operation, count }: WireCall) => count <= (operation.startsWith('Create') ? 1 : 3);

describe.each(['cleanRoomsMl', 'dynamoDb', 'cloudFormation'] as const)('%s', (service) => {
  test.each(throttlingNamesOfTheSdk())('that throttles the first call of each operation with %s is waited for', (name) => WireWorld.run({}, async (world) => {
    const { protocol } = world[service];
    world[service].disturbance = (call) => (firstCall(call) ? { answer: protocol.error(name, 'Rate exceeded', 400) } : undefined);
    const { attributes, seconds } = await world.createModel(modelProperties());
    expect(world.trained).toEqual([attributes?.Name]);
    expect(attributes!.Name).toMatch(/^Fraud-\w+-\w+-\w+$/);
    expect(seconds).toBeLessThan(60);
    expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(service === 'cleanRoomsMl' ? 2 : 1);
  }));
});

test('a throttled call says who throttled', () => WireWorld.run({}, async (world) => {
  world.cloudFormation.disturb('DescribeStacks', { answer: world.cloudFormation.protocol.error('Throttling', 'Rate exceeded', 400) }, 3);
  await world.createModel(modelProperties());
  expect(world.warnings).toEqual(['DescribeStacks: Throttling: Rate exceeded.']);
}));

test('a hundred models are created at once while CloudFormation allows ten calls in a second', () => WireWorld.run({
  behavior: { trainingQuota: { membership: 1_000, account: 1_000 } },
}, async (world) => {
  let tokens = 10;
  let at = START;
  world.cloudFormation.disturbance = () => {
    tokens = Math.min(10, tokens + (world.now - at) / 1000 * 10);
    at = world.now;
    if (tokens < 1) {
      return { answer: world.cloudFormation.protocol.error('Throttling', 'Rate exceeded', 400) };
    }
    tokens--;
    return undefined;
  };
  const models = Array.from({ length: 100 }, (_, i) => {
    const membershipIdentifier = `11111111-2222-3333-4444-${String(i).padStart(12, '0')}`;
    const inMembership = (arn: string) => `arn:aws:cleanrooms-ml:us-east-1:111122223333:membership/${membershipIdentifier}/${arn}`;
    return modelProperties({
      request: {
        membershipIdentifier,
        configuredModelAlgorithmAssociationArn: inMembership('configured-model-algorithm-association/provided'),
        dataChannels: [{ mlInputChannelArn: inMembership('ml-input-channel/joint'), channelName: 'train' }],
      },
    });
  });
  // CloudFormation starts them all at once; later on, each has its own fifteen seconds.
  let polls = await Promise.all(models.map((properties, i) => world.begin(creation(properties, `Model${i}`))));
  const outcomes = await Promise.all(polls.map((poll) => poll()));
  polls = polls.filter((_, i) => outcomes[i] === undefined);
  expect(polls.length).toBeGreaterThan(50);
  while (polls.length > 0) {
    const open: typeof polls = [];
    for (const poll of polls) {
      world.advance(POLL_SECONDS * 1000 / polls.length);
      const outcome = await poll();
      outcomes.push(outcome);
      open.push(...outcome === undefined ? [poll] : []);
    }
    polls = open;
  }
  expect(outcomes.flatMap((outcome) => outcome?.reason ?? [])).toEqual([]);
  expect(new Set(world.trained).size).toBe(100);
  expect(world.trained).toHaveLength(100);
  expect(world.warnings.some((warning) => warning.includes('Throttling'))).toBe(true);
}));
