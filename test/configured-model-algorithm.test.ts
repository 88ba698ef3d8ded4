import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  Annotations as CdkAnnotations, App, CfnResource, RemovalPolicy, aws_cleanroomsml as cleanroomsml,
  aws_ecr as ecr, aws_ecr_assets as ecr_assets, aws_iam as iam,
  type Stack,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ConfiguredModelAlgorithm, InferenceContainer, TrainingContainer } from '../src';
import {
  ALGORITHM_ARN, ALGORITHM_TYPE, MEMBERSHIP_ID, newAlgorithm, newAssociation, newModel, newStack, onlyResource, propertiesOf, repositoryIn,
} from './collaboration';

const REPOSITORY_ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Repository'), 'Arn'] };
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

test('the request has the training container and the role alone when nothing else is said', () => {
  const stack = newStack();
  newAlgorithm(stack);
  expect(propertiesOf(stack, ALGORITHM_TYPE)).toEqual({
    ServiceToken: expect.anything(),
    PropertyFormat: '1',
    Label: expect.stringMatching(/^Stack-Algorithm-[0-9A-F]{8}$/),
    Request: {
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^AlgorithmRole/), 'Arn'] },
      TrainingContainerConfig: { ImageUri: expect.anything() },
    },
  });
});

test('the request has everything that is said', () => {
  const stack = newStack();
  newAlgorithm(stack, {
    training: TrainingContainer.fromRegistry('registry.example.com/train:v1', {
      entrypoint: ['python', 'train.py'], arguments: ['--epochs', '10'], metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
    }),
    inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1'),
    configuredModelAlgorithmName: 'churn',
    description: 'Who leaves',
    role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/puller'),
  });
  expect(propertiesOf(stack, ALGORITHM_TYPE)).toMatchObject({
    Name: 'churn',
    Request: {
      Description: 'Who leaves',
      RoleArn: 'arn:aws:iam::111122223333:role/puller',
      TrainingContainerConfig: {
        ImageUri: 'registry.example.com/train:v1',
        Entrypoint: ['python', 'train.py'],
        Arguments: ['--epochs', '10'],
        MetricDefinitions: [{ Name: 'auc', Regex: 'auc=([0-9.]+)' }],
      },
      InferenceContainerConfig: { ImageUri: 'registry.example.com/infer:v1' },
    },
  });
});

describe('the role', () => {
  test('is made when none is given, trusts the service, and may pull from the repositories alone', () => {
    const stack = newStack();
    const repository = repositoryIn(stack);
    newAlgorithm(stack, {
      training: TrainingContainer.fromEcrRepository(repository), inference: InferenceContainer.fromEcrRepository(repository),
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Pulls the images of a configured model algorithm',
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'cleanrooms-ml.amazonaws.com' } }],
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^AlgorithmRole') }],
      PolicyDocument: { Statement: [{ Action: PULL, Effect: 'Allow', Resource: REPOSITORY_ARN }], Version: '2012-10-17' },
    });
  });

  test('that is given may pull too, and the algorithm waits until it may', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('cleanrooms-ml.amazonaws.com') });
    const algorithm = newAlgorithm(stack, { role });
    expect(algorithm.role).toBe(role);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^Given') }],
      PolicyDocument: { Statement: [{ Action: PULL, Effect: 'Allow', Resource: REPOSITORY_ARN }] },
    });
    expect(onlyResource(stack, ALGORITHM_TYPE).DependsOn).toContainEqual(expect.stringMatching(/^GivenDefaultPolicy/));
  });

  test('that cannot be changed is left alone', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('cleanrooms-ml.amazonaws.com') });
    newAlgorithm(stack, { role: role.withoutPolicyUpdates() });
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('^Given') }] }, 0);
  });
});

describe('images', () => {
  test('from a repository have the tag latest when none is given', () => {
    const stack = newStack();
    const repository = ecr.Repository.fromRepositoryAttributes(stack, 'Imported', {
      repositoryArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/models/churn', repositoryName: 'models/churn',
    });
    newAlgorithm(stack, {
      training: TrainingContainer.fromEcrRepository(repository),
      inference: InferenceContainer.fromEcrRepository(repository, { tag: 'v2' }),
    });
    const { Request } = propertiesOf(stack, ALGORITHM_TYPE);
    expect(JSON.stringify(Request.TrainingContainerConfig.ImageUri)).toContain('/models/churn:latest');
    expect(JSON.stringify(Request.InferenceContainerConfig.ImageUri)).toContain('/models/churn:v2');
  });

  test('by the URI of an ECR repository may be pulled from that repository', () => {
    const stack = newStack();
    newAlgorithm(stack, { training: TrainingContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/churn:v1') });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^AlgorithmRole') }],
      PolicyDocument: {
        Statement: [{
          Action: PULL,
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:eu-west-1:444455556666:repository/models/churn']] },
        }],
      },
    });
  });

  test('from another registry give the role nothing', () => {
    const stack = newStack();
    newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/churn:v1') });
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('^AlgorithmRole') }] }, 0);
  });

  test('from a directory are built for x86, whatever machine builds them, unless another platform is asked for', () => {
    const directory = mkdtempSync(join(tmpdir(), 'image-'));
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n');
    const stack = newStack();
    newAlgorithm(stack, {
      training: TrainingContainer.fromAsset(directory, { buildArgs: { A: 'b' }, entrypoint: ['train'], arguments: ['now'] }),
      inference: InferenceContainer.fromAsset(directory, { platform: ecr_assets.Platform.custom('linux/riscv64') }),
    });
    const { TrainingContainerConfig: trained, InferenceContainerConfig: inferred } = propertiesOf(stack, ALGORITHM_TYPE).Request;
    expect(trained).toMatchObject({ Entrypoint: ['train'], Arguments: ['now'] });
    expect(JSON.stringify(trained.ImageUri)).toMatch(/container-assets.*:[0-9a-f]{64}/);
    expect(trained.ImageUri).not.toEqual(inferred.ImageUri);
    const assets = stack.node.root.node.findAll().filter((construct) => construct instanceof ecr_assets.DockerImageAsset);
    expect(assets).toHaveLength(2);
  });

  test('of one container can be used by several algorithms', () => {
    const stack = newStack();
    const training = TrainingContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/churn:v1');
    newAlgorithm(stack, { training }, 'One');
    newAlgorithm(stack, { training }, 'Two');
    Template.fromStack(stack).resourceCountIs(ALGORITHM_TYPE, 2);
  });
});

test('attributes are those that the handlers return', () => {
  const stack = newStack();
  const algorithm = newAlgorithm(stack);
  const logicalId = stack.getLogicalId(algorithm.node.defaultChild as CfnResource);
  expect(stack.resolve(algorithm.configuredModelAlgorithmArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'ConfiguredModelAlgorithmArn'] });
  expect(stack.resolve(algorithm.configuredModelAlgorithmName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
  expect(algorithm.configuredModelAlgorithmRef.configuredModelAlgorithmArn).toBe(algorithm.configuredModelAlgorithmArn);
});

test('an imported algorithm has its ARN, account and Region', () => {
  const algorithm = ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(newStack(), 'Imported', ALGORITHM_ARN);
  expect(algorithm.configuredModelAlgorithmRef).toEqual({ configuredModelAlgorithmArn: ALGORITHM_ARN });
  expect(algorithm.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
});

test('grants are on the algorithm', () => {
  const stack = newStack();
  const user = new iam.User(stack, 'User');
  const algorithm = ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'Imported', ALGORITHM_ARN);
  algorithm.grantRead(user);
  algorithm.grantAssociate(user);
  algorithm.grant(user, 'cleanrooms-ml:DeleteConfiguredModelAlgorithm');
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: ['GetConfiguredModelAlgorithm', 'CreateConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithm']
        .map((operation) => ({ Action: `cleanrooms-ml:${operation}`, Effect: 'Allow', Resource: ALGORITHM_ARN })),
    },
  });
});

describe('removal', () => {
  test('deletes the algorithm by default', () => {
    const stack = newStack();
    newAlgorithm(stack);
    expect(onlyResource(stack, ALGORITHM_TYPE)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('leaves it when it is to be retained, said in either way', () => {
    const stack = newStack();
    newAlgorithm(stack, { removalPolicy: RemovalPolicy.RETAIN }, 'One');
    newAlgorithm(stack, {}, 'Two').applyRemovalPolicy(RemovalPolicy.RETAIN);
    Template.fromStack(stack).allResources(ALGORITHM_TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('a metric', () => {
  const withMetric = (stack: Stack, regex: string) => (
    newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train:v1', { metrics: [{ name: 'auc', regex }] }) }));

  test('without a capture group is a warning, which can be acknowledged', () => {
    const stack = newStack();
    const algorithm = withMetric(stack, 'auc=(?:[0-9.]+)');
    Annotations.fromStack(stack).hasWarning('/Stack/Algorithm', Match.stringLikeRegexp('training.metrics\\[0\\].regex of the metric "auc" has no capture group.*metricWithoutCaptureGroup'));
    CdkAnnotations.of(algorithm).acknowledgeWarning('cdk-cleanrooms-ml:metricWithoutCaptureGroup');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each([
    'auc=([0-9.]+)', '(?P<auc>[0-9.]+)', '(?i)auc=(.*+)', '(?>auc)=(\\d++)', '(?i:AUC)=(.+)', '\\Qauc(\\E=(.+)', '(?<!x)auc=(.+)', '(?#what)auc=(?P<v>.)(?P=v)',
  ])('can have any common dialect: %s', (regex) => {
    const stack = newStack();
    withMetric(stack, regex);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('an algorithm with an inference container alone', () => {
  const inference = InferenceContainer.fromRegistry('registry.example.com/infer:v1');
  const container = { imageUri: 'registry.example.com/infer:v1' };
  const l1 = (stack: Stack) => new cleanroomsml.CfnConfiguredModelAlgorithm(stack, 'L1', {
    name: 'a', roleArn: 'arn:aws:iam::111122223333:role/r', inferenceContainerConfig: container,
  });
  const l1Association = (stack: Stack, algorithmArn: string) => new cleanroomsml.CfnConfiguredModelAlgorithmAssociation(stack, 'L1Association', {
    name: 'a', membershipIdentifier: MEMBERSHIP_ID, configuredModelAlgorithmArn: algorithmArn,
  });
  const alone = (stack: Stack) => new ConfiguredModelAlgorithm(stack, 'Algorithm', { inference });
  const message = (association: string, algorithm: string) => (
    `[Stack/Model] association must be of an algorithm with a training container, got ${association}, whose algorithm ${algorithm} has an inference container alone`);

  test.each<[string, (stack: Stack) => cleanroomsml.IConfiguredModelAlgorithmAssociationRef, string]>([
    ['', (stack) => newAssociation(stack, { algorithm: alone(stack) }), message('Stack/Association', 'Stack/Algorithm')],
    [', an L1', (stack) => newAssociation(stack, { algorithm: l1(stack) }), message('Stack/Association', 'Stack/L1')],
    [' of an L1 association', (stack) => l1Association(stack, alone(stack).configuredModelAlgorithmArn), message('Stack/L1Association', 'Stack/Algorithm')],
    [', an L1 of an L1 association', (stack) => l1Association(stack, l1(stack).attrConfiguredModelAlgorithmArn), message('Stack/L1Association', 'Stack/L1')],
  ])('trains nothing%s', (_what, association, error) => {
    const app = new App();
    const stack = newStack(undefined, app);
    newModel(stack, { association: association(stack) });
    expect(() => app.synth()).toThrow(error);
  });

  test('trains when it has a training container in the end', () => {
    const app = new App();
    const stack = newStack(undefined, app);
    const algorithm = l1(stack);
    newModel(stack, { association: newAssociation(stack, { algorithm }) });
    algorithm.trainingContainerConfig = container;
    expect(() => app.synth()).not.toThrow();
  });
});
