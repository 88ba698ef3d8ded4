/**
 * What is known at deployment only is passed on as it is, wherever it is given.
 */
import { App, CfnParameter, Duration, Fn, Lazy, Token, aws_iam as iam, aws_kms as kms, type Stack } from 'aws-cdk-lib';
import {
  Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, InferenceContainer, LogPolicy, LogRedaction, Membership,
  PrivacyPolicy, Retraining, TrainedModel, TrainingChannel, TrainingContainer, TrainingInstanceType, VersionRetention,
} from '../src';
import { ALGORITHM_TYPE, ASSOCIATION_TYPE, MODEL_TYPE, newAlgorithm, newAssociation, newModel, newStack, propertiesOf, repositoryIn } from './collaboration';

const REFERENCE = { Ref: 'Text' };
const NUMBER = { Ref: 'Number' };

function parametersIn(stack: Stack) {
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  return { text, number, untyped: text as never };
}

test('an algorithm of tokens', () => {
  const stack = newStack();
  const { text } = parametersIn(stack);
  newAlgorithm(stack, {
    training: TrainingContainer.fromRegistry(text, {
      entrypoint: [text], arguments: [text], metrics: [{ name: text, regex: text }, { name: text, regex: text }],
    }),
    inference: InferenceContainer.fromEcrRepository(repositoryIn(stack), { tag: text }),
    configuredModelAlgorithmName: text,
    description: text,
    role: iam.Role.fromRoleArn(stack, 'Role', text),
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', Fn.join('/', ['arn:aws:kms:eu-west-1:111122223333:key', text])),
  });
  expect(propertiesOf(stack, ALGORITHM_TYPE)).toMatchObject({
    Name: REFERENCE,
    Request: {
      Description: REFERENCE,
      RoleArn: REFERENCE,
      TrainingContainerConfig: {
        ImageUri: REFERENCE,
        Entrypoint: [REFERENCE],
        Arguments: [REFERENCE],
        MetricDefinitions: [{ Name: REFERENCE, Regex: REFERENCE }, { Name: REFERENCE, Regex: REFERENCE }],
      },
    },
  });
});

test('an algorithm with lists that are tokens', () => {
  const stack = newStack();
  const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
  newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train', { entrypoint: list, arguments: list }) });
  expect(propertiesOf(stack, ALGORITHM_TYPE).Request.TrainingContainerConfig).toMatchObject({ Entrypoint: { Ref: 'List' }, Arguments: { Ref: 'List' } });
});

test('an association of tokens', () => {
  const stack = newStack();
  const { text, number, untyped } = parametersIn(stack);
  const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
  newAssociation(stack, {
    membership: Membership.fromMembershipId(stack, 'TokenMembership', text),
    algorithm: ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'TokenAlgorithm', text),
    configuredModelAlgorithmAssociationName: text,
    description: text,
    privacyPolicy: PrivacyPolicy.builder()
      .trainedModelLogs(LogPolicy.all([text, text], { filterPattern: text, redaction: LogRedaction.of(untyped).withCustomIdentifiers(text) }))
      .inferenceLogs(LogPolicy.all(list))
      .trainedModelMetrics(untyped)
      .maxArtifactSize(DataSize.gigabytes(number))
      .trainedModelExports({ maxSize: DataSize.gigabytes(number), files: [untyped] })
      .maxInferenceOutputSize(DataSize.gigabytes(number))
      .build(),
  });
  expect(propertiesOf(stack, ASSOCIATION_TYPE)).toMatchObject({
    Name: REFERENCE,
    Request: {
      MembershipIdentifier: REFERENCE,
      ConfiguredModelAlgorithmArn: REFERENCE,
      PrivacyConfiguration: {
        Policies: {
          TrainedModels: {
            ContainerLogs: [{ AllowedAccountIds: [REFERENCE, REFERENCE], FilterPattern: REFERENCE }],
            ContainerMetrics: { NoiseLevel: REFERENCE },
            MaxArtifactSize: { Unit: 'GB', Value: NUMBER },
          },
          TrainedModelExports: { MaxSize: { Unit: 'GB', Value: NUMBER }, FilesToExport: [REFERENCE] },
          TrainedModelInferenceJobs: { ContainerLogs: [{ AllowedAccountIds: { Ref: 'List' } }], MaxOutputSize: { Unit: 'GB', Value: NUMBER } },
        },
      },
    },
  });
});

test('a trained model of tokens', () => {
  const stack = newStack();
  const { text, number, untyped } = parametersIn(stack);
  newModel(stack, {
    membership: Membership.fromMembershipArn(stack, 'TokenMembership', text),
    association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'TokenAssociation', text),
    channels: [TrainingChannel.fromMlInputChannelArn(text, text, { distribution: untyped }), TrainingChannel.fromMlInputChannelArn(text, text)],
    resources: { instanceType: TrainingInstanceType.of(text), instanceCount: number, volumeSizeGb: number },
    hyperparameters: { a: text, [text]: 'b', c: Lazy.string({ produce: () => 'late' }) },
    environment: { A: text },
    inputMode: untyped,
    maxRuntime: Duration.seconds(number),
    payerAccountId: text,
    description: text,
    trainedModelName: text,
    retraining: Retraining.incremental({ channelName: text, startFrom: TrainedModel.fromTrainedModelAttributes(stack, 'TokenModel', { trainedModelArn: text, versionIdentifier: text }) }),
    retrainOn: untyped,
    revision: text,
    completion: Completion.whenActive({ timeout: Duration.seconds(number) }),
    versionRetention: VersionRetention.keepLast(number),
  });
  expect(propertiesOf(stack, MODEL_TYPE)).toMatchObject({
    Name: REFERENCE,
    Request: {
      MembershipIdentifier: { 'Fn::Select': [1, { 'Fn::Split': ['/', REFERENCE] }] },
      ConfiguredModelAlgorithmAssociationArn: REFERENCE,
      DataChannels: [{ ChannelName: REFERENCE, MlInputChannelArn: REFERENCE, S3DataDistributionType: REFERENCE }, { ChannelName: REFERENCE }],
      ResourceConfig: { InstanceType: REFERENCE, InstanceCount: NUMBER, VolumeSizeInGB: NUMBER },
      StoppingCondition: { MaxRuntimeInSeconds: NUMBER },
      TrainingInputMode: REFERENCE,
      MlModelTrainingPayerAccountId: REFERENCE,
    },
    Hyperparameters: expect.arrayContaining([{ Name: 'a', Value: REFERENCE }, { Name: REFERENCE, Value: 'b' }, { Name: 'c', Value: 'late' }]),
    Retraining: { Strategy: 'INCREMENTAL', ChannelName: REFERENCE, StartFromArn: REFERENCE, StartFromVersion: REFERENCE },
    RetrainOn: REFERENCE,
    Revision: REFERENCE,
    Completion: { TimeoutSeconds: NUMBER },
    VersionRetention: { KeepLast: NUMBER },
  });
});

describe('a map that is a token as a whole', () => {
  const deployed = (map: unknown) => {
    const app = new App();
    const stack = newStack(undefined, app);
    newModel(stack, { hyperparameters: map as never, environment: map as never });
    return { app, stack };
  };

  test.each<[string, (map: object) => unknown]>([
    ['Lazy.any', (map) => Lazy.any({ produce: () => map })],
    ['Token.asAny', (map) => Token.asAny(map)],
  ])('is what it stands for: %s', (_kind, token) => {
    const { stack } = deployed(token({ b: '2', a: Lazy.string({ produce: () => 'late' }), c: { Ref: 'AWS::Region' } }));
    const entries = [{ Name: 'a', Value: 'late' }, { Name: 'b', Value: '2' }, { Name: 'c', Value: { Ref: 'AWS::Region' } }];
    expect(propertiesOf(stack, MODEL_TYPE)).toMatchObject({ Hyperparameters: entries, Environment: entries });
  });

  test('can be empty', () => {
    const { stack } = deployed(Lazy.any({ produce: () => undefined }));
    expect(propertiesOf(stack, MODEL_TYPE)).not.toHaveProperty('Hyperparameters');
  });

  test.each<[string, unknown, ...string[]]>([
    ['is not known before the deployment', Token.asAny({ 'Fn::GetAtt': ['X', 'Map'] }), 'hyperparameters must be a map that is known when the app is synthesized, of which values can be tokens, got {"Fn::GetAtt":["X","Map"]}', 'environment must be a map that is known'],
    ['is no map', Lazy.any({ produce: () => ['a'] }), 'hyperparameters must be a map, got ["a"]'],
    ['has values that are no text', Lazy.any({ produce: () => ({ a: 1 }) }), 'hyperparameters["a"] must be a string, got 1', 'environment["a"] must be a string, got 1'],
    ['has names that are none', Lazy.any({ produce: () => ({ '1A': 'x' }) }), 'environment key "1A" must be a variable name'],
  ])('is an error when it %s', (_title, map, ...errors) => {
    const { app } = deployed(map);
    errors.forEach((error) => expect(() => app.synth()).toThrow(`[Stack/Model] ${error}`));
  });
});

test('the order of maps does not depend on tokens in their keys', () => {
  const orders = [0, 7].map((before) => {
    const stack = newStack();
    // Tokens are numbered as they are made: the text of one says nothing about the next synthesis.
    Array.from({ length: before }).forEach(() => Token.asString({ Ref: 'AWS::NoValue' }));
    newModel(stack, { environment: { Z: '1' }, hyperparameters: { [Lazy.string({ produce: () => 'key' })]: 'b', a: '1' } });
    return propertiesOf(stack, MODEL_TYPE).Hyperparameters;
  });
  expect(orders[0]).toEqual(orders[1]);
});
