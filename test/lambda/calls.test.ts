/** What a request costs in calls of the service; the table in docs/architecture.md says the same. */
import { algorithmProperties, modelProperties, World } from './world';

function countsOf(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  world.emulator.calls.forEach(({ operation }) => {
    counts[operation] = (counts[operation] ?? 0) + 1;
  });
  world.emulator.resetCalls();
  return counts;
}

test('a trained model', async () => {
  const world = new World();
  const model = world.trainedModel();
  await model.create(modelProperties());
  expect(countsOf(world)).toEqual({ ListTrainedModels: 1, CreateTrainedModel: 1, ListTrainedModelVersions: 1 });

  world.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Completion: { Mode: 'WHEN_SUBMITTED' }, request: { description: 'while it trains' } }));
  expect(countsOf(world)).toEqual({ ListTrainedModelVersions: 1 });

  world.advance(30);
  await model.update(modelProperties());
  expect(countsOf(world)).toEqual({ ListTrainedModelVersions: 1, GetTrainedModel: 1 });
  await model.update(modelProperties());
  expect(countsOf(world)).toEqual({ ListTrainedModelVersions: 1 });

  await model.update(modelProperties({ Revision: '2' }));
  expect(countsOf(world)).toEqual({ ListTrainedModels: 1, CreateTrainedModel: 1, ListTrainedModelVersions: 2 });

  world.advance(30);
  const { polls } = await model.delete();
  expect(countsOf(world)).toEqual({ ListTrainedModels: polls, ListTrainedModelVersions: polls, DeleteTrainedModelOutput: 2 });
});

test('an algorithm', async () => {
  const world = new World();
  const algorithm = world.algorithm();
  await algorithm.create(algorithmProperties());
  expect(countsOf(world)).toEqual({ ListConfiguredModelAlgorithms: 1, CreateConfiguredModelAlgorithm: 1 });
  await algorithm.update(algorithmProperties());
  expect(countsOf(world)).toEqual({ GetConfiguredModelAlgorithm: 1 });
  await algorithm.delete();
  expect(countsOf(world)).toEqual({ GetConfiguredModelAlgorithm: 1, DeleteConfiguredModelAlgorithm: 1 });
});
