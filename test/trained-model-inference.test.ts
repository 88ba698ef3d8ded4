import { App, Size, Stack, Tags, Token, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnConfiguredModelAlgorithmAssociation } from 'aws-cdk-lib/aws-cleanroomsml';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, INFERENCE_TYPE, MEMBERSHIP_ID, MODEL_ARN, RECEIVER, membershipIn, newAlgorithm,
  newAssociation, newInference, newMlConfiguration, newModel, newStack, onlyResource, propertiesOf,
} from './collaboration';
import {
  Completion, DataSize, InferenceContainer, InferenceInstanceType, MlInputChannel, PrivacyPolicy, TrainedModel, TrainedModelInference,
} from '../src';

const JOB_ARN = `arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/trained-model-inference-job/job-1`;
const ALLOWING = PrivacyPolicy.builder().maxInferenceOutputSize(DataSize.gigabytes(1)).build();
const optionsIn = (scope: Stack) => ({
  channel: MlInputChannel.fromMlInputChannelArn(scope, 'ToScore', CHANNEL_ARN), receiver: RECEIVER, instanceType: InferenceInstanceType.ML_M5_LARGE,
});

const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-cleanrooms-ml:')).map(({ id, entry }) => (
  `${id} ${/cdk-cleanrooms-ml:(\w+)/.exec(String(entry.data))![1]}`));
/** The statements of the role that allow an action. */
function statementsWith(stack: Stack, action: string) {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().includes(action));
}

function withAlgorithm(stack: Stack) {
  const algorithm = newAlgorithm(stack, { inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1') });
  return newAssociation(stack, { algorithm, privacyPolicy: ALLOWING });
}

describe('in the template', () => {
  test('is one resource, with no more than what is said', () => {
    const stack = newStack();
    newInference(stack);
    expect(propertiesOf(stack, INFERENCE_TYPE)).toEqual({
      ServiceToken: expect.anything(),
      PropertyFormat: '1',
      Label: expect.stringMatching(/^.{1,24}$/),
      Request: {
        MembershipIdentifier: MEMBERSHIP_ID,
        TrainedModelArn: MODEL_ARN,
        ResourceConfig: { InstanceType: 'ml.m5.2xlarge', InstanceCount: 1 },
        OutputConfiguration: { Members: [{ AccountId: RECEIVER }] },
        DataSource: { MlInputChannelArn: CHANNEL_ARN },
      },
      Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 2700 },
    });
    expect(onlyResource(stack, INFERENCE_TYPE)).toMatchObject({ DeletionPolicy: 'Delete' });
  });

  test('uses the version in use of a model, and its membership', () => {
    const stack = newStack();
    newModel(stack).infer('Score', { ...optionsIn(stack), maxPayload: Size.mebibytes(6) });
    const { Request, TrainedModelVersionIdentifier } = propertiesOf(stack, INFERENCE_TYPE);
    expect(TrainedModelVersionIdentifier).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Model/), 'VersionIdentifier'] });
    expect(Request).toMatchObject({
      MembershipIdentifier: MEMBERSHIP_ID,
      TrainedModelArn: { 'Fn::GetAtt': [expect.stringMatching(/^Model/), 'TrainedModelArn'] },
      ContainerExecutionParameters: { MaxPayloadInMB: 6 },
    });
  });

  test('tells jobs apart by the image of the inference container, where that is in the stack', () => {
    const stack = newStack();
    newInference(stack, { association: withAlgorithm(stack) });
    expect(propertiesOf(stack, INFERENCE_TYPE)).toMatchObject({ InferenceImage: 'registry.example.com/infer:v1' });

    const app = new App();
    const there = newStack({ env: ENVIRONMENT }, app);
    const here = new Stack(app, 'Here', { env: ENVIRONMENT });
    newInference(here, { association: withAlgorithm(there) });
    expect(propertiesOf(here, INFERENCE_TYPE)).not.toHaveProperty('InferenceImage');
  });

  test('goes on with the association of the model when that takes the place of the one that a version was trained from', () => {
    const stack = newStack();
    const association = withAlgorithm(stack);
    newModel(stack, { association }).infer('Score', optionsIn(stack));
    expect(propertiesOf(stack, INFERENCE_TYPE)).toMatchObject({
      InferenceImage: 'registry.example.com/infer:v1',
      Request: { ConfiguredModelAlgorithmAssociationArn: stack.resolve(association.configuredModelAlgorithmAssociationArn) as object },
    });
  });

  test('names no association where nothing is known of the container of the model\'s', () => {
    const stack = newStack();
    newModel(stack, { association: newAssociation(stack, { privacyPolicy: ALLOWING }) }).infer('Score', optionsIn(stack));
    expect((propertiesOf(stack, INFERENCE_TYPE) as { Request: object }).Request).not.toHaveProperty('ConfiguredModelAlgorithmAssociationArn');
  });

  test('takes tags, and a token for a receiver', () => {
    const stack = newStack();
    Tags.of(newInference(stack, { receiver: Token.asString({ Ref: 'Receiver' }) })).add('team', 'fraud');
    expect(propertiesOf(stack, INFERENCE_TYPE)).toMatchObject({
      Tags: [{ Key: 'team', Value: 'fraud' }], Request: { OutputConfiguration: { Members: [{ AccountId: { Ref: 'Receiver' } }] } },
    });
    expect(warnings(stack)).toEqual(['/Stack/Inference unknownPrivacyPolicy']);
  });

  test('comes after the ML configuration of its receiver, also where that is declared later', () => {
    const stack = newStack();
    newInference(stack, { receiver: ENVIRONMENT.account });
    newMlConfiguration(stack);
    expect(onlyResource(stack, INFERENCE_TYPE).DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^MlConfiguration[0-9A-F]+$/)]));
  });

  test('does not depend on the ML configuration of somebody else', () => {
    const stack = newStack();
    newInference(stack);
    newMlConfiguration(stack);
    expect(onlyResource(stack, INFERENCE_TYPE).DependsOn).not.toEqual(expect.arrayContaining([expect.stringMatching(/^MlConfiguration[0-9A-F]+$/)]));
  });
});

describe('what is allowed', () => {
  test('is to start with this model, association and channel, where they are known', () => {
    const stack = newStack();
    const association = newAssociation(stack, { privacyPolicy: ALLOWING });
    newInference(stack, { association });
    expect(statementsWith(stack, 'cleanrooms-ml:StartTrainedModelInferenceJob').map(({ Resource }) => Resource)).toEqual([
      [MODEL_ARN, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cleanrooms-ml:eu-west-1:*:membership/*/configured-model-algorithm-association/*']] }, CHANNEL_ARN],
    ]);
  });

  test('is to cancel and tag jobs of the membership alone, in a policy of its own', () => {
    const stack = newStack();
    newInference(stack);
    expect(statementsWith(stack, 'cleanrooms-ml:CancelTrainedModelInferenceJob')).toEqual([{
      Action: [
        'cleanrooms-ml:GetTrainedModelInferenceJob', 'cleanrooms-ml:CancelTrainedModelInferenceJob', 'cleanrooms-ml:TagResource', 'cleanrooms-ml:UntagResource',
      ],
      Effect: 'Allow',
      Resource: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/trained-model-inference-job/*`]],
      },
    }]);
  });

  test('is the use of the key', () => {
    const stack = newStack();
    newInference(stack, { encryptionKey: new kms.Key(stack, 'Key') });
    expect(statementsWith(stack, 'kms:CreateGrant')).toHaveLength(1);
  });

  test.each([
    ['grantRead', 'cleanrooms-ml:GetTrainedModelInferenceJob'], ['grantCancel', 'cleanrooms-ml:CancelTrainedModelInferenceJob'],
  ] as const)('can be granted: %s', (grant, action) => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    TrainedModelInference.fromTrainedModelInferenceJobArn(stack, 'Import', JOB_ARN)[grant](role);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: action, Resource: JOB_ARN }, { Action: 'cleanrooms:PassMembership' }] },
    });
  });
});

describe('a warning', () => {
  test('is that nothing is known of the policy of an imported model, nor of the receiver', () => {
    const stack = newStack();
    newInference(stack);
    expect(warnings(stack)).toEqual(['/Stack/Inference receiverWithoutMlConfiguration', '/Stack/Inference unknownPrivacyPolicy']);
  });

  test('is not needed where everything is in the app', () => {
    const app = new App();
    const stack = newStack({ env: ENVIRONMENT }, app);
    newInference(stack, { trainedModel: newModel(stack, { association: withAlgorithm(stack), completion: Completion.whenActive() }) });
    newMlConfiguration(new Stack(app, 'Receiver', { env: { ...ENVIRONMENT, account: RECEIVER } }));
    expect(warnings(stack).filter((warning) => warning.includes('Inference'))).toEqual([]);
  });

  test('is that it waits for a training that the deployment does not wait for', () => {
    const stack = newStack();
    newModel(stack, { association: withAlgorithm(stack) }).infer('Score', optionsIn(stack));
    expect(warnings(stack)).toContain('/Stack/Model/Score waitsForTraining');
  });

  test('is that an instance type is not known', () => {
    const stack = newStack();
    newInference(stack, { instanceType: InferenceInstanceType.of('ml.p9.xlarge') });
    expect(warnings(stack)).toContain('/Stack/Inference unknownInstanceType');
  });
});

describe('the policy of an L1', () => {
  const l1 = (stack: Stack, policies: object) => new CfnConfiguredModelAlgorithmAssociation(stack, 'L1', {
    membershipIdentifier: MEMBERSHIP_ID, configuredModelAlgorithmArn: ALGORITHM_ARN, name: 'l1', privacyConfiguration: { policies },
  });

  test('that does not allow it is an error', () => {
    const app = new App();
    const stack = newStack({ env: ENVIRONMENT }, app);
    newInference(stack, { association: l1(stack, {}) });
    expect(() => app.synth()).toThrow('association must be of an association whose privacy policy allows inference jobs, got Stack/L1, whose policy does not');
  });

  test('that allows it is none', () => {
    const app = new App();
    const stack = newStack({ env: ENVIRONMENT }, app);
    newInference(stack, { association: l1(stack, { trainedModelInferenceJobs: {} }) });
    expect(() => app.synth()).not.toThrow();
    expect(warnings(stack)).toEqual(['/Stack/Inference receiverWithoutMlConfiguration']);
  });
});

test('a model of another account is used on behalf of a membership that is given', () => {
  const stack = newStack();
  const theirs = TrainedModel.fromTrainedModelArn(stack, 'Theirs', ASSOCIATION_ARN.replace('configured-model-algorithm-association', 'trained-model'));
  newInference(stack, { trainedModel: theirs, membership: membershipIn(stack) });
  expect(propertiesOf(stack, INFERENCE_TYPE).Request).toMatchObject({ MembershipIdentifier: MEMBERSHIP_ID });
});

test('a metric is one of inference jobs', () => {
  expect(newInference(newStack()).metric('CPUUtilization')).toMatchObject({ namespace: '/aws/cleanroomsml/TrainedModelInferenceJobs', metricName: 'CPUUtilization' });
});
