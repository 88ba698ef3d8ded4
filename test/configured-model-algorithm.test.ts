import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnResource, RemovalPolicy, aws_ecr as ecr, aws_ecr_assets as ecr_assets, aws_iam as iam } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ConfiguredModelAlgorithm, InferenceContainer, TrainingContainer } from '../src';
import { ALGORITHM_ARN, ALGORITHM_TYPE, newAlgorithm, newStack, onlyResource, propertiesOf, repositoryIn } from './collaboration';

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
      roleArn: { 'Fn::GetAtt': [expect.stringMatching(/^AlgorithmRole/), 'Arn'] },
      trainingContainerConfig: { imageUri: expect.anything() },
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
      description: 'Who leaves',
      roleArn: 'arn:aws:iam::111122223333:role/puller',
      trainingContainerConfig: {
        imageUri: 'registry.example.com/train:v1',
        entrypoint: ['python', 'train.py'],
        arguments: ['--epochs', '10'],
        metricDefinitions: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
      },
      inferenceContainerConfig: { imageUri: 'registry.example.com/infer:v1' },
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
    expect(JSON.stringify(Request.trainingContainerConfig.imageUri)).toContain('/models/churn:latest');
    expect(JSON.stringify(Request.inferenceContainerConfig.imageUri)).toContain('/models/churn:v2');
  });

  test('by the URI of an ECR repository may be pulled from that repository', () => {
    const stack = newStack();
    newAlgorithm(stack, { training: TrainingContainer.fromRegistry('444455556666.dkr.ecr.us-east-1.amazonaws.com/models/churn:v1') });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^AlgorithmRole') }],
      PolicyDocument: {
        Statement: [{
          Action: PULL,
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:us-east-1:444455556666:repository/models/churn']] },
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
    const { trainingContainerConfig, inferenceContainerConfig } = propertiesOf(stack, ALGORITHM_TYPE).Request;
    expect(trainingContainerConfig).toMatchObject({ entrypoint: ['train'], arguments: ['now'] });
    expect(JSON.stringify(trainingContainerConfig.imageUri)).toMatch(/container-assets.*:[0-9a-f]{64}/);
    expect(trainingContainerConfig.imageUri).not.toEqual(inferenceContainerConfig.imageUri);
    const assets = stack.node.root.node.findAll().filter((construct) => construct instanceof ecr_assets.DockerImageAsset);
    expect(assets).toHaveLength(2);
  });

  test('of one container can be used by several algorithms', () => {
    const stack = newStack();
    const training = TrainingContainer.fromRegistry('444455556666.dkr.ecr.us-east-1.amazonaws.com/models/churn:v1');
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

test('an imported algorithm knows its ARN and where it is', () => {
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
