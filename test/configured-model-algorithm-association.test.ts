import { App, CfnResource, RemovalPolicy, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnConfiguredTableAssociation, CfnMembership } from 'aws-cdk-lib/aws-cleanrooms';
import {
  ConfiguredModelAlgorithmAssociation, DataSize, EntityType, ExportFile, LogPolicy, LogRedaction, Membership, NoiseLevel, PrivacyPolicy,
} from '../src';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, ASSOCIATION_TYPE, ENVIRONMENT, MEMBERSHIP_ID, OTHER_MEMBERSHIP_ID, newAssociation, newStack, onlyResource,
  propertiesOf,
} from './collaboration';

test('the request has the membership, the algorithm and the privacy policy', () => {
  const stack = newStack();
  newAssociation(stack);
  expect(propertiesOf(stack, ASSOCIATION_TYPE)).toEqual({
    ServiceToken: expect.anything(),
    PropertyFormat: '1',
    Label: expect.stringMatching(/^Stack-Association-[0-9A-F]{8}$/),
    Request: {
      MembershipIdentifier: MEMBERSHIP_ID,
      ConfiguredModelAlgorithmArn: ALGORITHM_ARN,
      PrivacyConfiguration: { Policies: { TrainedModels: { ContainerMetrics: { NoiseLevel: 'HIGH' } } } },
    },
  });
});

test('the request has everything that is said', () => {
  const stack = newStack();
  newAssociation(stack, {
    configuredModelAlgorithmAssociationName: 'churn',
    description: 'Who leaves',
    privacyPolicy: PrivacyPolicy.builder()
      .trainedModelLogs(LogPolicy.errorSummary(['111122223333'], {
        filterPattern: 'ERROR',
        redaction: LogRedaction.of(EntityType.NUMBERS).withCustomIdentifiers('[A-Z]+').withCustomIdentifiers('[a-z]+'),
      }))
      .trainedModelLogs(LogPolicy.all(['444455556666']))
      .trainedModelMetrics(NoiseLevel.LOW)
      .maxArtifactSize(DataSize.gigabytes(2.5))
      .trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL, ExportFile.OUTPUT] })
      .inferenceLogs(LogPolicy.all(['111122223333'], { redaction: LogRedaction.of(EntityType.ALL_PERSONALLY_IDENTIFIABLE_INFORMATION) }))
      .maxInferenceOutputSize(DataSize.gigabytes(0.5))
      .build(),
  });
  expect(propertiesOf(stack, ASSOCIATION_TYPE)).toMatchObject({
    Name: 'churn',
    Request: {
      Description: 'Who leaves',
      PrivacyConfiguration: {
        Policies: {
          TrainedModels: {
            ContainerLogs: [
              {
                AllowedAccountIds: ['111122223333'],
                FilterPattern: 'ERROR',
                LogType: 'ERROR_SUMMARY',
                LogRedactionConfiguration: {
                  EntitiesToRedact: ['NUMBERS', 'CUSTOM'],
                  CustomEntityConfig: { CustomDataIdentifiers: ['[A-Z]+', '[a-z]+'] },
                },
              },
              { AllowedAccountIds: ['444455556666'], LogType: 'ALL' },
            ],
            ContainerMetrics: { NoiseLevel: 'LOW' },
            MaxArtifactSize: { Unit: 'GB', Value: 2.5 },
          },
          TrainedModelExports: { MaxSize: { Unit: 'GB', Value: 1 }, FilesToExport: ['MODEL', 'OUTPUT'] },
          TrainedModelInferenceJobs: {
            ContainerLogs: [{
              AllowedAccountIds: ['111122223333'],
              LogType: 'ALL',
              LogRedactionConfiguration: { EntitiesToRedact: ['ALL_PERSONALLY_IDENTIFIABLE_INFORMATION'] },
            }],
            MaxOutputSize: { Unit: 'GB', Value: 0.5 },
          },
        },
      },
    },
  });
});

test('a policy that says nothing is said to the service all the same', () => {
  const stack = newStack();
  newAssociation(stack, { privacyPolicy: PrivacyPolicy.builder().toPolicy() });
  expect(propertiesOf(stack, ASSOCIATION_TYPE).Request.PrivacyConfiguration).toEqual({ Policies: {} });
});

test('what a builder says after a policy was built does not change the policy', () => {
  const stack = newStack();
  const builder = PrivacyPolicy.builder().trainedModelLogs(LogPolicy.all(['111122223333']));
  const privacyPolicy = builder.build();
  builder.trainedModelLogs(LogPolicy.all(['444455556666'])).trainedModelMetrics(NoiseLevel.NONE);
  newAssociation(stack, { privacyPolicy });
  expect(propertiesOf(stack, ASSOCIATION_TYPE).Request.PrivacyConfiguration.Policies.TrainedModels).toEqual({
    ContainerLogs: [{ AllowedAccountIds: ['111122223333'], LogType: 'ALL' }],
  });
});

test('attributes are those that the handlers return', () => {
  const stack = newStack();
  const association = newAssociation(stack);
  const logicalId = stack.getLogicalId(association.node.defaultChild as CfnResource);
  expect(stack.resolve(association.configuredModelAlgorithmAssociationArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'ConfiguredModelAlgorithmAssociationArn'] });
  expect(stack.resolve(association.configuredModelAlgorithmAssociationName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
  expect(association.configuredModelAlgorithmAssociationRef).toEqual({
    configuredModelAlgorithmAssociationArn: association.configuredModelAlgorithmAssociationArn,
  });
});

test('an imported association has its ARN, account and Region', () => {
  const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(newStack(), 'Imported', ASSOCIATION_ARN);
  expect(association.configuredModelAlgorithmAssociationRef).toEqual({ configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN });
  expect(association.env).toEqual({ account: '444455556666', region: 'eu-west-1' });
});

describe('the analysis that a member with data allows', () => {
  /** The rule in the stack of another member, which is in the same app. */
  function ruleIn(app: App, allowedAnalysis: string) {
    const partner = new Stack(app, 'Partner', { env: { account: '777788889999', region: 'eu-west-1' } });
    new CfnConfiguredTableAssociation(partner, 'Customers', {
      name: 'customers',
      configuredTableIdentifier: 'table',
      membershipIdentifier: OTHER_MEMBERSHIP_ID,
      roleArn: 'arn:aws:iam::777788889999:role/Read',
      configuredTableAssociationAnalysisRules: [{ type: 'CUSTOM', policy: { v1: { custom: { allowedAdditionalAnalyses: [allowedAnalysis] } } } }],
    });
    return Template.fromStack(partner).findResources('AWS::CleanRooms::ConfiguredTableAssociation')
      .Customers.Properties.ConfiguredTableAssociationAnalysisRules[0].Policy.V1.Custom.AllowedAdditionalAnalyses[0];
  }

  test('is any association of the membership, whichever one is in use', () => {
    const app = new App();
    const stack = newStack({ env: ENVIRONMENT }, app);
    expect(ruleIn(app, newAssociation(stack).allowedAnalysis)).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, `:cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/configured-model-algorithm-association/*`,
      ]],
    });
  });

  test('is of the account that an imported association is in', () => {
    const app = new App();
    const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(newStack({ env: ENVIRONMENT }, app), 'Imported', ASSOCIATION_ARN);
    expect(ruleIn(app, association.allowedAnalysis)).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, `:cleanrooms-ml:eu-west-1:444455556666:membership/${OTHER_MEMBERSHIP_ID}/configured-model-algorithm-association/*`,
      ]],
    });
  });

  test('refers to a membership that the app creates', () => {
    const stack = newStack();
    const membership = new CfnMembership(stack, 'Member', { collaborationIdentifier: 'collaboration', queryLogStatus: 'DISABLED' });
    const { allowedAnalysis } = newAssociation(stack, { membership });
    expect(stack.resolve(allowedAnalysis)).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':cleanrooms-ml:eu-west-1:111122223333:membership/', { Ref: 'Member' },
        '/configured-model-algorithm-association/*',
      ]],
    });
  });
});

test('grants are on the association, and on the membership on behalf of which it is used', () => {
  const stack = newStack();
  const user = new iam.User(stack, 'User');
  const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Imported', ASSOCIATION_ARN);
  association.grantRead(user);
  association.grantTrain(user, Membership.fromMembershipId(stack, 'Trainer', MEMBERSHIP_ID));
  const membershipArn = (account: string, id: string) => (
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cleanrooms:eu-west-1:${account}:membership/${id}`]] }
  );
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Action: 'cleanrooms-ml:GetConfiguredModelAlgorithmAssociation', Effect: 'Allow', Resource: ASSOCIATION_ARN },
        { Action: 'cleanrooms:PassMembership', Effect: 'Allow', Resource: membershipArn('444455556666', OTHER_MEMBERSHIP_ID) },
        { Action: 'cleanrooms-ml:CreateTrainedModel', Effect: 'Allow', Resource: ASSOCIATION_ARN },
        { Action: 'cleanrooms:PassMembership', Effect: 'Allow', Resource: membershipArn('111122223333', MEMBERSHIP_ID) },
      ],
    },
  });
});

describe('removal', () => {
  test('deletes the association by default', () => {
    const stack = newStack();
    newAssociation(stack);
    expect(onlyResource(stack, ASSOCIATION_TYPE)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('leaves it when it is to be retained, said in either way', () => {
    const stack = newStack();
    newAssociation(stack, { removalPolicy: RemovalPolicy.RETAIN }, 'One');
    newAssociation(stack, {}, 'Two').applyRemovalPolicy(RemovalPolicy.RETAIN);
    Template.fromStack(stack).allResources(ASSOCIATION_TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});
