/** A request whose credentials or signature are not accepted did nothing; with the next ones it can be sent again. */
import { WireWorld } from './world';
import { CREDENTIAL_ERRORS } from '../../lambda/engine/service-error';
import { modelProperties } from '../lambda/handler-harness';

const NAMES = CREDENTIAL_ERRORS.filter((name) => name !== 'CredentialsProviderError');

describe.each([400, 403])('at HTTP %s,', (status) => {
  test.each(NAMES)('%s is waited for, whichever service says it', (name) => WireWorld.run({}, async (world) => {
    for (const service of [world.cleanRoomsMl, world.dynamoDb, world.cloudFormation]) {
      service.disturbance = ({ count }) => (count === 1 ? { answer: service.protocol.error(name, 'Not accepted', status) } : undefined);
    }
    const { attributes, seconds } = await world.createModel(modelProperties());
    expect(world.trained).toEqual([attributes?.Name]);
    expect(attributes?.Name).not.toMatch(/-2$/);
    expect(seconds).toBeLessThan(180);
    expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(2);
  }));
});

test('a create whose token has expired is not given up, though it takes longer than permissions that are on their way', () => WireWorld.run({}, async (world) => {
  const { protocol } = world.cleanRoomsMl;
  const until = world.now + 5 * 60_000;
  world.cleanRoomsMl.disturbance = ({ operation }) => (
    operation === 'CreateTrainedModel' && world.now < until ? { answer: protocol.error('ExpiredTokenException', 'The security token included in the request is expired', 403) } : undefined);
  const { attributes } = await world.createModel(modelProperties());
  expect(world.trained).toEqual([attributes?.Name]);
  expect(attributes?.Name).not.toMatch(/-2$/);
}));
