import { App, Tags } from 'aws-cdk-lib';
import { ALGORITHM_TYPE, ASSOCIATION_TYPE, MODEL_TYPE, newAlgorithm, newAssociation, newModel, newStack, propertiesOf } from './collaboration';

test('tags of the app, the stack and the construct reach the service, sorted', () => {
  const app = new App();
  const stack = newStack(undefined, app);
  Tags.of(newAlgorithm(stack)).add('own', 'algorithm');
  Tags.of(newAssociation(stack)).add('own', 'association');
  Tags.of(newModel(stack)).add('own', 'model');
  Tags.of(app).add('app', 'churn');
  Tags.of(stack).add('stage', 'test');
  for (const [type, own] of [[ALGORITHM_TYPE, 'algorithm'], [ASSOCIATION_TYPE, 'association'], [MODEL_TYPE, 'model']]) {
    expect(propertiesOf(stack, type).Tags).toEqual([{ Key: 'app', Value: 'churn' }, { Key: 'own', Value: own }, { Key: 'stage', Value: 'test' }]);
  }
});

test('without tags there is no property', () => {
  const stack = newStack();
  newModel(stack);
  expect(propertiesOf(stack, MODEL_TYPE)).not.toHaveProperty('Tags');
});

test('tags can be for some types of resources only', () => {
  const stack = newStack();
  newAlgorithm(stack);
  newModel(stack);
  Tags.of(stack).add('only', 'models', { includeResourceTypes: [MODEL_TYPE] });
  Tags.of(stack).remove('never');
  expect(propertiesOf(stack, MODEL_TYPE).Tags).toEqual([{ Key: 'only', Value: 'models' }]);
  expect(propertiesOf(stack, ALGORITHM_TYPE)).not.toHaveProperty('Tags');
});
