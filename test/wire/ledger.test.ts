import { WireWorld } from './world';
import { modelProperties } from '../lambda/handler-harness';

test.each([1, 2, 3, 4])('write %s of the ledger, whose reply is lost and which the SDK sends again, counts as written', (nth) => WireWorld.run({}, async (world) => {
  let writes = 0;
  world.dynamoDb.disturbance = ({ operation }) => (operation === 'PutItem' && ++writes === nth ? { effect: true, answer: 'reset' } : undefined);
  const { attributes, seconds, polls } = await world.createModel(modelProperties());
  expect(writes).toBeGreaterThan(nth);
  expect(world.trained).toEqual([attributes?.Name]);
  expect(attributes?.Name).not.toMatch(/-2$/);
  expect({ seconds, polls }).toEqual({ seconds: 0, polls: 1 });
}));
