/**
 * Constructs of this library and those that CloudFormation has, each where the other is asked for.
 */
import {
  App, CfnResource, PropertyInjectors, Stack, aws_cleanrooms as cleanrooms, aws_cleanroomsml as cleanroomsml,
  type InjectionContext, type IPropertyInjector,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ConfiguredModelAlgorithm, TrainedModel } from '../src';
import {
  ASSOCIATION_TYPE, ENVIRONMENT, MEMBERSHIP_ID, MODEL_TYPE, newAlgorithm, newAssociation, newModel, newStack, propertiesOf,
} from './collaboration';

test('L1 memberships, algorithms and associations are taken', () => {
  const stack = newStack();
  const membership = new cleanrooms.CfnMembership(stack, 'Membership', { collaborationIdentifier: 'x', queryLogStatus: 'ENABLED' });
  const algorithm = new cleanroomsml.CfnConfiguredModelAlgorithm(stack, 'L1Algorithm', {
    name: 'a', roleArn: 'arn:aws:iam::111122223333:role/r', trainingContainerConfig: { imageUri: 'registry.example.com/train:v1' },
  });
  const association = new cleanroomsml.CfnConfiguredModelAlgorithmAssociation(stack, 'L1Association', {
    name: 'a', membershipIdentifier: membership.attrMembershipIdentifier, configuredModelAlgorithmArn: algorithm.attrConfiguredModelAlgorithmArn,
  });
  newAssociation(stack, { membership, algorithm });
  newModel(stack, { membership, association });
  expect(propertiesOf(stack, ASSOCIATION_TYPE).Request).toMatchObject({
    MembershipIdentifier: { Ref: 'Membership' },
    ConfiguredModelAlgorithmArn: { Ref: 'L1Algorithm' },
  });
  expect(propertiesOf(stack, MODEL_TYPE).Request).toMatchObject({
    ConfiguredModelAlgorithmAssociationArn: { Ref: 'L1Association' },
  });
});

test('constructs of this library are taken by the L1s', () => {
  const stack = newStack();
  const algorithm = newAlgorithm(stack);
  new cleanroomsml.CfnConfiguredModelAlgorithmAssociation(stack, 'L1Association', {
    name: 'a', membershipIdentifier: MEMBERSHIP_ID, configuredModelAlgorithmArn: algorithm.configuredModelAlgorithmRef.configuredModelAlgorithmArn,
  });
  Template.fromStack(stack).hasResourceProperties('AWS::CleanRoomsML::ConfiguredModelAlgorithmAssociation', {
    ConfiguredModelAlgorithmArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Algorithm'), 'ConfiguredModelAlgorithmArn'] },
  });
});

test('constructs are referenced across stacks', () => {
  const app = new App();
  const provider = new Stack(app, 'Provider', { env: ENVIRONMENT });
  const trainer = newStack(undefined, app);
  newModel(trainer, { association: newAssociation(provider, { algorithm: newAlgorithm(provider) }) });
  expect(JSON.stringify(propertiesOf(trainer, MODEL_TYPE).Request.ConfiguredModelAlgorithmAssociationArn)).toContain('Fn::ImportValue');
  expect(trainer.dependencies.map(({ node }) => node.path)).toEqual(['Provider']);
});

test('each stack has a provider of its own, and only one', () => {
  const app = new App();
  const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: ENVIRONMENT }));
  newModel(one);
  newModel(one, {}, 'Another');
  newModel(two);
  [one, two].forEach((stack) => Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 2));
});

test('escape hatches find the resource where CDK users look for it', () => {
  const stack = newStack();
  (newModel(stack).node.defaultChild as CfnResource).addPropertyOverride('Request.Description', 'overridden');
  expect(propertiesOf(stack, MODEL_TYPE).Request.Description).toBe('overridden');
});

test('property injectors of an app reach the constructs', () => {
  class Description implements IPropertyInjector {
    public readonly constructUniqueId = TrainedModel.PROPERTY_INJECTION_ID;
    public inject(originalProps: any, _context: InjectionContext) {
      return { ...originalProps, description: 'injected' };
    }
  }
  const stack = new Stack(new App({ propertyInjectors: [new Description()] }), 'Stack', { env: ENVIRONMENT });
  newModel(stack);
  expect(PropertyInjectors.hasPropertyInjectors(stack.node.root)).toBe(true);
  expect(propertiesOf(stack, MODEL_TYPE).Request.Description).toBe('injected');
  expect(ConfiguredModelAlgorithm.PROPERTY_INJECTION_ID).toBe('cdk-cleanrooms-ml.ConfiguredModelAlgorithm');
});
