/**
 * Where a trained model gets its training definition from.
 */
import { App, CfnOutput, CfnParameter, CfnResource, Resource, Stack, aws_cleanroomsml as cleanroomsml } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, ASSOCIATION_TYPE, ENVIRONMENT, MEMBERSHIP_ID, MODEL_TYPE, newAlgorithm, newAssociation, newModel, newStack,
  propertiesOf,
} from './collaboration';
import { ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, InferenceContainer } from '../src';

const DEFINITION = 'abcdefghijklmnopqrstuvwxyz';
const CONTAINER = { imageUri: 'registry.example.com/train:v1', entrypoint: ['train'], arguments: ['--fast'], metricDefinitions: [{ name: 'auc', regex: 'x' }] };
const definitionIn = (stack: Stack, type: string) => propertiesOf(stack, type).TrainingDefinition;

function l1Algorithm(stack: Stack, trainingContainerConfig?: cleanroomsml.CfnConfiguredModelAlgorithmProps['trainingContainerConfig']) {
  return new cleanroomsml.CfnConfiguredModelAlgorithm(stack, 'L1', { name: 'a', roleArn: 'arn:aws:iam::111122223333:role/r', trainingContainerConfig });
}

describe('an association passes on', () => {
  test('that of an algorithm in the stack', () => {
    const stack = newStack();
    newAssociation(stack, { algorithm: newAlgorithm(stack) });
    expect(definitionIn(stack, ASSOCIATION_TYPE)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Algorithm/), 'TrainingDefinition'] });
  });

  test('that of an algorithm in another stack', () => {
    const app = new App();
    const provider = new Stack(app, 'Provider', { env: ENVIRONMENT });
    const stack = newStack(undefined, app);
    newAssociation(stack, { algorithm: newAlgorithm(provider) });
    expect(JSON.stringify(definitionIn(stack, ASSOCIATION_TYPE))).toMatch(/Fn::ImportValue.*TrainingDefinition/);
  });

  test('that of an imported algorithm, when it is given', () => {
    const stack = newStack();
    newAssociation(stack, {
      algorithm: ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes(stack, 'Import', {
        configuredModelAlgorithmArn: ALGORITHM_ARN, trainingDefinition: DEFINITION,
      }),
    });
    expect(definitionIn(stack, ASSOCIATION_TYPE)).toBe(DEFINITION);
  });

  test('the training container of an L1, without its metrics', () => {
    const stack = newStack();
    newAssociation(stack, { algorithm: l1Algorithm(stack, CONTAINER) });
    const { metricDefinitions: _metrics, ...definition } = CONTAINER;
    expect(JSON.parse(definitionIn(stack, ASSOCIATION_TYPE))).toEqual(definition);
  });

  test('the training container of an L1 with tokens, changed by an escape hatch', () => {
    const stack = newStack();
    const tag = new CfnParameter(stack, 'Tag').valueAsString;
    const algorithm = l1Algorithm(stack, { imageUri: `registry.example.com/train:${tag}` });
    newAssociation(stack, { algorithm });
    algorithm.addPropertyOverride('TrainingContainerConfig.Arguments', ['--late']);
    expect(definitionIn(stack, ASSOCIATION_TYPE)).toEqual({
      'Fn::Join': ['', ['{"imageUri":"registry.example.com/train:', { Ref: 'Tag' }, '","arguments":["--late"]}']],
    });
  });

  test('the training container of an L1 in another stack', () => {
    const app = new App();
    const provider = new Stack(app, 'Provider', { env: ENVIRONMENT });
    const stack = newStack(undefined, app);
    const image = new CfnResource(provider, 'Image', { type: 'Custom::Image' });
    newAssociation(stack, { algorithm: l1Algorithm(provider, { imageUri: image.getAtt('Uri').toString() }) });
    expect(JSON.stringify(definitionIn(stack, ASSOCIATION_TYPE))).toMatch(/imageUri.*Fn::ImportValue.*ImageUri/);
    Template.fromStack(provider).hasOutput('*', { Value: { 'Fn::GetAtt': ['Image', 'Uri'] } });
  });

  test.each<[what: string, algorithm: (stack: Stack) => ConfiguredModelAlgorithm | cleanroomsml.IConfiguredModelAlgorithmRef]>([
    ['imported by its ARN', (stack) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'Import', ALGORITHM_ARN)],
    ['that runs inference alone', (stack) => new ConfiguredModelAlgorithm(stack, 'Other', { inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1') })],
    ['that runs inference alone, as an L1', (stack) => l1Algorithm(stack)],
  ])('nothing of an algorithm %s', (_what, algorithm) => {
    const stack = newStack();
    const association = newAssociation(stack, { algorithm: algorithm(stack) });
    expect(definitionIn(stack, ASSOCIATION_TYPE)).toBeUndefined();
    // Which an output can refer to all the same: it is empty once it is deployed.
    expect(stack.resolve(association.trainingDefinition)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Association/), 'TrainingDefinition'] });
  });
});

describe('a trained model has', () => {
  test('that of an association in the stack', () => {
    const stack = newStack();
    newModel(stack, { association: newAssociation(stack, { algorithm: newAlgorithm(stack) }) });
    expect(definitionIn(stack, MODEL_TYPE)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Association/), 'TrainingDefinition'] });
  });

  test('that of an imported association, when it is given', () => {
    const stack = newStack();
    newModel(stack, {
      association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(stack, 'Import', {
        configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN, trainingDefinition: DEFINITION,
      }),
    });
    expect(definitionIn(stack, MODEL_TYPE)).toBe(DEFINITION);
  });

  test('that of an association of another kind that has one', () => {
    class Other extends Resource implements cleanroomsml.IConfiguredModelAlgorithmAssociationRef {
      public readonly configuredModelAlgorithmAssociationRef = { configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN };
      public readonly trainingDefinition = DEFINITION;
    }
    const stack = newStack();
    newModel(stack, { association: new Other(stack, 'Other') });
    expect(definitionIn(stack, MODEL_TYPE)).toBe(DEFINITION);
  });

  test.each<[what: string, association: (stack: Stack) => cleanroomsml.IConfiguredModelAlgorithmAssociationRef]>([
    ['that is imported by its ARN', (stack) => (
      ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Import', ASSOCIATION_ARN))],
    ['of an algorithm that is imported by its ARN', (stack) => newAssociation(stack)],
    ['that is an L1', (stack) => new cleanroomsml.CfnConfiguredModelAlgorithmAssociation(stack, 'L1Association', {
      name: 'a', membershipIdentifier: MEMBERSHIP_ID, configuredModelAlgorithmArn: newAlgorithm(stack).configuredModelAlgorithmArn,
    })],
  ])('none of an association %s', (_what, association) => {
    const stack = newStack();
    newModel(stack, { association: association(stack) });
    expect(definitionIn(stack, MODEL_TYPE)).toBeUndefined();
  });
});

test('an empty one, as an output can have it, is none', () => {
  const stack = newStack();
  const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(stack, 'Import', {
    configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN, trainingDefinition: '',
  });
  newModel(stack, { association });
  expect(definitionIn(stack, MODEL_TYPE)).toBeUndefined();
});

test('it can be exported, to be given where the algorithm or association is imported', () => {
  const stack = newStack();
  const algorithm = newAlgorithm(stack);
  const association = newAssociation(stack, { algorithm });
  new CfnOutput(stack, 'OfAlgorithm', { value: algorithm.trainingDefinition });
  new CfnOutput(stack, 'OfAssociation', { value: association.trainingDefinition });
  const valueOf = { 'Fn::GetAtt': [Match.anyValue(), 'TrainingDefinition'] };
  ['OfAlgorithm', 'OfAssociation'].forEach((output) => Template.fromStack(stack).hasOutput(output, { Value: valueOf }));
});
