import { algorithmProperties, ASSOCIATION, associationProperties, modelProperties, HandlerHarness } from './handler-harness';

const CONTAINER = { imageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1', entrypoint: ['python', 'train.py'], arguments: ['--fast'] };
const DEFINITION = 'abcdefghijklmnopqrstuvwxyz';

async function ofAlgorithm(request: object): Promise<string> {
  const { Request } = algorithmProperties();
  return (await new HandlerHarness().algorithm().create(algorithmProperties({ Request: { ...Request, ...request } }))).attributes.TrainingDefinition;
}

async function ofAssociation(TrainingDefinition?: string): Promise<string> {
  return (await new HandlerHarness().association().create(associationProperties({ TrainingDefinition }))).attributes.TrainingDefinition;
}

test('an algorithm has the same training definition whatever else changes', async () => {
  const definition = await ofAlgorithm({ trainingContainerConfig: CONTAINER });
  const container = { ...CONTAINER, metricDefinitions: [{ name: 'auc', regex: 'auc=(.*)' }] };
  expect(await ofAlgorithm({
    trainingContainerConfig: container, inferenceContainerConfig: { imageUri: 'infer:v1' }, description: 'x', roleArn: 'arn:aws:iam::111122223333:role/Other',
  })).toBe(definition);
  expect(await ofAlgorithm({ trainingContainerConfig: { ...CONTAINER, entrypoint: undefined } })).not.toBe(definition);
});

test('an algorithm without a training container has an empty one', async () => {
  expect(await ofAlgorithm({ trainingContainerConfig: undefined, inferenceContainerConfig: { imageUri: 'infer:v1' } })).toBe('');
});

test('an association passes a digest on as it is, and nothing as an empty one', async () => {
  expect(await ofAssociation(DEFINITION)).toBe(DEFINITION);
  expect(await ofAssociation()).toBe('');
  expect(await ofAssociation('')).toBe('');
});

test('the training container of an L1 algorithm gives the digest that the construct would give', async () => {
  const definition = await ofAlgorithm({ trainingContainerConfig: CONTAINER });
  const { imageUri, entrypoint, arguments: args } = CONTAINER;
  expect(await ofAssociation(JSON.stringify({ arguments: args, entrypoint, imageUri }))).toBe(definition);
  expect(await ofAssociation(JSON.stringify({ arguments: [], entrypoint, imageUri }))).not.toBe(definition);
});

test.each(['{"imageUri":"a"b"}', '"text"', 'null', '5'])('what is no training container, such as %s, is told from others all the same', async (text) => {
  expect(await ofAssociation(text)).toMatch(/^[a-z2-7]{26}$/);
  expect(await ofAssociation(text)).not.toBe(await ofAssociation(`${text} `));
});

test('a trained model with a training definition trains when that changes, and not when the ARN of the association does', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const another = { request: { configuredModelAlgorithmAssociationArn: `${ASSOCIATION}-2` } };
  await model.create(modelProperties({ TrainingDefinition: DEFINITION }));
  harness.changes();
  await model.update(modelProperties({ TrainingDefinition: DEFINITION, ...another }));
  expect(harness.changes()).toEqual([]);
  await model.update(modelProperties({ TrainingDefinition: [...DEFINITION].reverse().join(''), ...another }));
  expect(harness.changes()).toContain('CreateTrainedModel');
});

test.each([undefined, ''])('a trained model without one (%j) trains when the ARN of the association changes', async (TrainingDefinition) => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  await model.create(modelProperties({ TrainingDefinition }));
  harness.changes();
  await model.update(modelProperties({ TrainingDefinition, request: { configuredModelAlgorithmAssociationArn: `${ASSOCIATION}-2` } }));
  expect(harness.changes()).toContain('CreateTrainedModel');
});
