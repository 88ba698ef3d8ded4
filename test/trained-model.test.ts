import { Annotations as CdkAnnotations, CfnOutput, CfnResource, Duration, RemovalPolicy, Token, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  Completion, DataDistribution, RetrainTrigger, Retraining, TrainedModel, TrainingChannel, TrainingInputMode, TrainingInstanceType, VersionRetention,
  type TrainedModelProps,
} from '../src';
import {
  ASSOCIATION_ARN, CHANNEL_ARN, MEMBERSHIP_ID, MODEL_ARN, MODEL_TYPE, RESOURCES, newAssociation, newModel, newStack, onlyResource, propertiesOf,
} from './collaboration';

const VERSION = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

test('the properties have every default spelled out, except those of the service', () => {
  const stack = newStack();
  newModel(stack);
  expect(propertiesOf(stack, MODEL_TYPE)).toEqual({
    ServiceToken: expect.anything(),
    PropertyFormat: '1',
    Label: expect.stringMatching(/^Stack-Model-[0-9A-F]{8}$/),
    Request: {
      MembershipIdentifier: MEMBERSHIP_ID,
      ConfiguredModelAlgorithmAssociationArn: ASSOCIATION_ARN,
      DataChannels: [{ ChannelName: 'train', MlInputChannelArn: CHANNEL_ARN }],
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: 50 },
    },
    Retraining: { Strategy: 'FROM_SCRATCH' },
    RetrainOn: 'INPUTS',
    Completion: { Mode: 'WHEN_SUBMITTED' },
    VersionRetention: {},
  });
});

test('the properties have everything that is said', () => {
  const stack = newStack();
  newModel(stack, {
    channels: [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN, { distribution: DataDistribution.SHARDED_BY_S3_KEY })],
    resources: { instanceType: TrainingInstanceType.ML_P4D_24XLARGE, instanceCount: 2, volumeSizeGb: 100 },
    hyperparameters: { epochs: '10', Ref: 'alpha' },
    environment: { B: '2', A: '1' },
    inputMode: TrainingInputMode.FAST_FILE,
    maxRuntime: Duration.hours(6),
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1'),
    payerAccountId: '444455556666',
    description: 'Who leaves',
    trainedModelName: 'churn',
    retraining: Retraining.incremental({
      channelName: 'base',
      startFrom: TrainedModel.fromTrainedModelAttributes(stack, 'Start', { trainedModelArn: MODEL_ARN, versionIdentifier: VERSION }),
    }),
    retrainOn: RetrainTrigger.REVISION_ONLY,
    revision: '2026-11-data',
    completion: Completion.whenActive({ timeout: Duration.minutes(20) }),
    versionRetention: VersionRetention.keepLast(3),
  });
  expect(propertiesOf(stack, MODEL_TYPE)).toEqual({
    ServiceToken: expect.anything(),
    PropertyFormat: '1',
    Label: expect.anything(),
    Name: 'churn',
    Request: {
      MembershipIdentifier: MEMBERSHIP_ID,
      ConfiguredModelAlgorithmAssociationArn: ASSOCIATION_ARN,
      DataChannels: [{ ChannelName: 'train', MlInputChannelArn: CHANNEL_ARN, S3DataDistributionType: 'ShardedByS3Key' }],
      ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 2, VolumeSizeInGB: 100 },
      StoppingCondition: { MaxRuntimeInSeconds: 21600 },
      TrainingInputMode: 'FastFile',
      Description: 'Who leaves',
      KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      MlModelTrainingPayerAccountId: '444455556666',
    },
    Hyperparameters: [{ Name: 'Ref', Value: 'alpha' }, { Name: 'epochs', Value: '10' }],
    Environment: [{ Name: 'A', Value: '1' }, { Name: 'B', Value: '2' }],
    Retraining: { Strategy: 'INCREMENTAL', ChannelName: 'base', StartFromArn: MODEL_ARN, StartFromVersion: VERSION },
    RetrainOn: 'REVISION_ONLY',
    Revision: '2026-11-data',
    Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 1200 },
    VersionRetention: { KeepLast: 3 },
  });
});

test('the order in which maps are written makes no difference', () => {
  const [one, other] = [{ b: '2', a: '1' }, { a: '1', b: '2' }].map((map) => {
    const stack = newStack();
    newModel(stack, { hyperparameters: map, environment: map });
    return Template.fromStack(stack).toJSON();
  });
  expect(one).toEqual(other);
});

test('waiting until a model is active takes 45 minutes at most', () => {
  const stack = newStack();
  newModel(stack, { completion: Completion.whenActive(), retraining: Retraining.fromScratch(), versionRetention: VersionRetention.keepAll() });
  expect(propertiesOf(stack, MODEL_TYPE).Completion).toEqual({ Mode: 'WHEN_ACTIVE', TimeoutSeconds: 2700 });
});

test('a model starts from another model of the app', () => {
  const stack = newStack();
  const base = newModel(stack, {}, 'Base');
  newModel(stack, { retraining: Retraining.incremental({ channelName: 'base', startFrom: base }) });
  Template.fromStack(stack).hasResourceProperties(MODEL_TYPE, {
    Retraining: {
      StartFromArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Base'), 'TrainedModelArn'] },
      StartFromVersion: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Base'), 'VersionIdentifier'] },
    },
  });
});

test('attributes are those that the handlers return', () => {
  const stack = newStack();
  const model = newModel(stack);
  const logicalId = stack.getLogicalId(model.node.defaultChild as CfnResource);
  expect(stack.resolve({
    TrainedModelArn: model.trainedModelArn,
    VersionIdentifier: model.versionIdentifier,
    ParentVersionIdentifier: model.parentVersionIdentifier,
    TrainingContainerImageDigest: model.trainingContainerImageDigest,
    Status: model.status,
    Name: model.trainedModelName,
  })).toEqual(Object.fromEntries(
    ['TrainedModelArn', 'VersionIdentifier', 'ParentVersionIdentifier', 'TrainingContainerImageDigest', 'Status', 'Name']
      .map((attribute) => [attribute, { 'Fn::GetAtt': [logicalId, attribute] }]),
  ));
});

test('an imported model has its ARN, version, account and Region', () => {
  const stack = newStack();
  const model = TrainedModel.fromTrainedModelArn(stack, 'Base', MODEL_ARN);
  expect(model.trainedModelArn).toBe(MODEL_ARN);
  expect(model.versionIdentifier).toBe('');
  expect(model.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  expect(TrainedModel.fromTrainedModelAttributes(stack, 'Version', { trainedModelArn: MODEL_ARN, versionIdentifier: VERSION }).versionIdentifier)
    .toBe(VERSION);
});

test.each([undefined, '', 'NULL'])('an imported base version (%p) has an empty identifier, and is given to the service without one', (versionIdentifier) => {
  const stack = newStack();
  const startFrom = TrainedModel.fromTrainedModelAttributes(stack, 'Base', { trainedModelArn: MODEL_ARN, versionIdentifier });
  expect(startFrom.versionIdentifier).toBe('');
  newModel(stack, { retraining: Retraining.incremental({ channelName: 'base', startFrom }) });
  expect(propertiesOf(stack, MODEL_TYPE).Retraining).toEqual({ Strategy: 'INCREMENTAL', ChannelName: 'base', StartFromArn: MODEL_ARN });
});

test('the version in use can be an output', () => {
  const stack = newStack();
  new CfnOutput(stack, 'Version', { value: newModel(stack).versionIdentifier });
  Template.fromStack(stack).hasOutput('Version', { Value: { 'Fn::GetAtt': [Match.anyValue(), 'VersionIdentifier'] } });
});

test('metrics are those of the service, with the dimensions that are given', () => {
  const stack = newStack();
  const model = newModel(stack);
  expect(model.metric('auc', { statistic: 'Maximum', dimensionsMap: { TrainedModel: 'churn' } }).toMetricConfig().metricStat).toMatchObject({
    namespace: '/aws/cleanroomsml/TrainedModels', metricName: 'auc', statistic: 'Maximum', dimensions: [{ name: 'TrainedModel', value: 'churn' }],
  });
  expect(model.metricInference('CPUUtilization').namespace).toBe('/aws/cleanroomsml/TrainedModelInferenceJobs');
});

test('grants are on the model and what goes with it, and on the membership', () => {
  const stack = newStack();
  const user = new iam.User(stack, 'User');
  const model = TrainedModel.fromTrainedModelArn(stack, 'Imported', MODEL_ARN);
  model.grantRead(user);
  model.grantExport(user);
  model.grantInference(user);
  const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${rest}`]] });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Action: 'cleanrooms-ml:GetTrainedModel', Effect: 'Allow', Resource: MODEL_ARN },
        { Action: 'cleanrooms:PassMembership', Effect: 'Allow', Resource: arn(`cleanrooms:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}`) },
        { Action: 'cleanrooms-ml:ListTrainedModelVersions', Effect: 'Allow', Resource: '*' },
        { Action: 'cleanrooms-ml:StartTrainedModelExportJob', Effect: 'Allow', Resource: MODEL_ARN },
        {
          Action: 'cleanrooms-ml:StartTrainedModelInferenceJob',
          Effect: 'Allow',
          Resource: [
            MODEL_ARN,
            arn('cleanrooms-ml:eu-west-1:*:membership/*/configured-model-algorithm-association/*'),
            arn(`cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/ml-input-channel/*`),
          ],
        },
      ],
    },
  });
});

test('a model of the app grants inference with its own association', () => {
  const stack = newStack();
  const user = new iam.User(stack, 'User');
  const association = newAssociation(stack);
  newModel(stack, { association }).grantInference(user);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Users: Match.anyValue(),
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'cleanrooms-ml:StartTrainedModelInferenceJob',
        Resource: Match.arrayWith([stack.resolve(association.configuredModelAlgorithmAssociationArn)]),
      })]),
    },
  });
});

describe('a warning', () => {
  const sharded = [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN, { distribution: DataDistribution.SHARDED_BY_S3_KEY })];

  test('says that sharding means nothing on one instance', () => {
    const stack = newStack();
    newModel(stack, { channels: sharded });
    Annotations.fromStack(stack).hasWarning('/Stack/Model', Match.stringLikeRegexp('instanceCount is 1.*cdk-cleanrooms-ml:shardedByS3KeyOnOneInstance'));
  });

  test('is not given about sharding on several instances', () => {
    const stack = newStack();
    newModel(stack, { channels: sharded, resources: { ...RESOURCES, instanceCount: 2 } });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('says that an instance type is not known', () => {
    const stack = newStack();
    newModel(stack, { resources: { ...RESOURCES, instanceType: TrainingInstanceType.of('ml.g99.xlarge') } });
    Annotations.fromStack(stack).hasWarning('/Stack/Model', Match.stringLikeRegexp('ml.g99.xlarge.*cdk-cleanrooms-ml:unknownInstanceType'));
    expect(propertiesOf(stack, MODEL_TYPE).Request.ResourceConfig.InstanceType).toBe('ml.g99.xlarge');
  });

  const cancels = '.*cdk-cleanrooms-ml:maxRuntimeExceedsTimeout';
  test.each<[title: string, props: Partial<TrainedModelProps>, text: string]>([
    [
      'can run longer than the deployment waits',
      { maxRuntime: Duration.minutes(21), completion: Completion.whenActive({ timeout: Duration.minutes(20) }) },
      'not done after 20 minutes, and maxRuntime lets it run for 21 minutes.*Set maxRuntime to at most 20 minutes, or use Completion.whenSubmitted',
    ],
    [
      'has no maximum runtime, and the deployment waits',
      { completion: Completion.whenActive() },
      'not done after 45 minutes, and no maxRuntime is set, so the service can let it run for up to 28 days.*at most 45 minutes',
    ],
  ])('says that a training is cancelled when it %s', (_title, props, text) => {
    const stack = newStack();
    newModel(stack, props);
    Annotations.fromStack(stack).hasWarning('/Stack/Model', Match.stringLikeRegexp(`${text}${cancels}`));
  });

  test('that a training is cancelled can be acknowledged', () => {
    const stack = newStack();
    const model = newModel(stack, { completion: Completion.whenActive() });
    CdkAnnotations.of(model).acknowledgeWarning('cdk-cleanrooms-ml:maxRuntimeExceedsTimeout');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each<[title: string, props: Partial<TrainedModelProps>]>([
    ['ends in time', { maxRuntime: Duration.minutes(45), completion: Completion.whenActive() }],
    ['is not waited for', { maxRuntime: Duration.days(28), completion: Completion.whenSubmitted() }],
    ['has a maximum runtime that is known at deployment', { maxRuntime: Duration.seconds(Token.asNumber({ Ref: 'Seconds' })), completion: Completion.whenActive() }],
  ])('is not given about a training that %s', (_title, props) => {
    const stack = newStack();
    newModel(stack, props);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('removal', () => {
  test('deletes the model by default', () => {
    const stack = newStack();
    newModel(stack);
    expect(onlyResource(stack, MODEL_TYPE)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('leaves it when it is to be retained, said in either way', () => {
    const stack = newStack();
    newModel(stack, { removalPolicy: RemovalPolicy.RETAIN }, 'One');
    newModel(stack, {}, 'Two').applyRemovalPolicy(RemovalPolicy.RETAIN);
    Template.fromStack(stack).allResources(MODEL_TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});
