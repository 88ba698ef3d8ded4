/** Errors of the handlers' own, and of an SDK that lacks what they call: there is nothing to wait for. */
import { WireWorld } from './world';
import { modelProperties } from '../lambda/handler-harness';

test.each(['listTrainedModels', 'createTrainedModel', 'listTrainedModelVersions'])('a client without %s ends the deployment at once, with its name', (operation) => (
  WireWorld.run({ client: { [operation]: undefined } }, async (world) => {
    const { reason, polls } = await world.createModel(modelProperties());
    const named = operation[0].toUpperCase() + operation.slice(1);
    expect(reason).toContain(`TrainedModel "Model" (Create): ${named}: TypeError: ${operation} is not an operation of the client.`);
    expect(polls).toBe(1);
  })));

test('a client of a version before custom models is refused with the version that is needed', () => WireWorld.run({ sdkVersion: '3.600.0' }, async (world) => {
  const { reason, polls } = await world.createModel(modelProperties());
  expect(reason).toMatch(/listTrainedModels needs @aws-sdk\/client-cleanroomsml 3\.687\.0 or newer; .* has 3\.600\.0.*Lambda layer/);
  expect(polls).toBe(1);
  expect(world.cleanRoomsMl.count()).toBe(0);
}));

test.each([
  new TypeError("Cannot read properties of undefined (reading 'x')"), new ReferenceError('x is not defined'), new RangeError('Invalid array length'),
  Object.assign(new Error('1 == 2'), { name: 'AssertionError' }),
])('%s ends the deployment at once, with its name', (error) => WireWorld.run({ client: { createTrainedModel: async () => { throw error; } } }, async (world) => {
  const { reason, polls } = await world.createModel(modelProperties());
  expect(reason).toContain(`CreateTrainedModel: ${error.name}: ${error.message}. This is an error in the handlers of cdk-cleanrooms-ml`);
  expect(polls).toBe(1);
}));
