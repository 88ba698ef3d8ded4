import { CfnOutput, CfnParameter, Duration, Fn, Lazy, RemovalPolicy, SecretValue, Stack, Tags, aws_cleanrooms as cleanrooms, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  ASSOCIATION_ARN, CHANNEL_ARN, INPUT_CHANNEL_TYPE, MEMBERSHIP_ID, MODEL_TYPE, newAssociation, newInputChannel, newModel, newStack, onlyResource,
  propertiesOf,
} from './collaboration';
import { ChannelCompute, ChannelQuery, DataDistribution, MlInputChannel, TrainingChannel, WorkerType } from '../src';

const MEMBERSHIP_ARN = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cleanrooms:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}`]] };

/** The statements of the policies of a role. */
function statementsOf(stack: Stack, role: string) {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp(`^${role}`) }] } });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe('in the template', () => {
  test('is one resource, with the query, the association and a role of its own', () => {
    const stack = newStack();
    newInputChannel(stack, { query: ChannelQuery.sql('SELECT :since', { parameters: { since: '2026', Ref: 'x' } }) });

    const { Properties: properties, DeletionPolicy, UpdateReplacePolicy } = onlyResource(stack, INPUT_CHANNEL_TYPE);
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(properties).toEqual({
      ServiceToken: expect.anything(),
      PropertyFormat: '1',
      Label: expect.stringContaining('Channel'),
      Request: {
        MembershipIdentifier: MEMBERSHIP_ID,
        ConfiguredModelAlgorithmAssociations: [ASSOCIATION_ARN],
        InputChannel: {
          DataSource: { ProtectedQueryInputParameters: {} },
          RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^ChannelRole/), 'Arn'] },
        },
        RetentionInDays: 30,
      },
      Query: 'SELECT :since',
      // A key such as Ref would read as an intrinsic function.
      QueryParameters: [{ Name: 'Ref', Value: 'x' }, { Name: 'since', Value: '2026' }],
    });
  });

  test('lets the role run queries on behalf of the membership, and nothing else', () => {
    const stack = newStack();
    newInputChannel(stack);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'cleanrooms-ml.amazonaws.com' } }] },
    });
    expect(statementsOf(stack, 'ChannelRole')).toEqual([
      { Action: ['cleanrooms:StartProtectedQuery', 'cleanrooms:GetSchema', 'cleanrooms:GetCollaborationAnalysisTemplate'], Effect: 'Allow', Resource: '*' },
      { Action: ['cleanrooms:GetProtectedQuery', 'cleanrooms:UpdateProtectedQuery'], Effect: 'Allow', Resource: MEMBERSHIP_ARN },
    ]);
  });

  test('is made after its role may query', () => {
    const stack = newStack();
    newInputChannel(stack);

    expect(onlyResource(stack, INPUT_CHANNEL_TYPE).DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ChannelRoleDefaultPolicy/)]));
  });

  test('takes a role that is given, and makes none', () => {
    const stack = newStack();
    newInputChannel(stack, { role: iam.Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/given', { mutable: false }) });

    expect(propertiesOf(stack, INPUT_CHANNEL_TYPE).Request.InputChannel.RoleArn).toBe('arn:aws:iam::111122223333:role/given');
    expect(statementsOf(stack, 'Given')).toEqual([]);
  });

  test('gives permissions to a role of the app that is given', () => {
    const stack = newStack();
    newInputChannel(stack, { role: new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('cleanrooms-ml.amazonaws.com') }) });

    expect(statementsOf(stack, 'Given').map(({ Action }) => Action[0])).toEqual(['cleanrooms:StartProtectedQuery', 'cleanrooms:GetProtectedQuery']);
  });

  test('lets the handlers create, where they can, with the association and the role alone', () => {
    const stack = newStack();
    newInputChannel(stack);

    const statements = statementsOf(stack, 'cdkcleanroomsmlProviderRole');
    expect(statements).toContainEqual({ Action: 'cleanrooms-ml:CreateMLInputChannel', Effect: 'Allow', Resource: ASSOCIATION_ARN });
    expect(statements).toContainEqual({
      Action: 'iam:PassRole',
      Condition: { StringEquals: { 'iam:PassedToService': 'cleanrooms-ml.amazonaws.com' } },
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ChannelRole/), 'Arn'] },
    });
    expect(statements).toContainEqual({
      Action: ['cleanrooms-ml:GetMLInputChannel', 'cleanrooms-ml:DeleteMLInputChannelData', 'cleanrooms-ml:TagResource', 'cleanrooms-ml:UntagResource'],
      Effect: 'Allow',
      Resource: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/ml-input-channel/*`]],
      },
    });
  });

  test('extends the policy of a key of the app', () => {
    const stack = newStack();
    newInputChannel(stack, { encryptionKey: new kms.Key(stack, 'Key') });

    const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    const services = key.Properties.KeyPolicy.Statement.flatMap(({ Principal, Action }: any) => (
      Principal.Service === 'cleanrooms-ml.amazonaws.com' ? [Action].flat() : []));
    expect(services).toEqual(['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey']);
    expect(propertiesOf(stack, INPUT_CHANNEL_TYPE).Request.KmsKeyArn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
  });

  test('has the tags of its scope, and the removal policy that is asked for', () => {
    const stack = newStack();
    Tags.of(newInputChannel(stack, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE })).add('team', 'fraud');

    const { Properties: { Tags: tags }, DeletionPolicy } = onlyResource(stack, INPUT_CHANNEL_TYPE);
    expect(tags).toEqual([{ Key: 'team', Value: 'fraud' }]);
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('refers to an analysis template of the app', () => {
    const stack = newStack();
    const template = new cleanrooms.CfnAnalysisTemplate(stack, 'Template', {
      format: 'SQL', membershipIdentifier: MEMBERSHIP_ID, name: 'scores', source: { text: 'SELECT 1' },
    });
    newInputChannel(stack, { query: ChannelQuery.analysisTemplate(template) });

    const properties = propertiesOf(stack, INPUT_CHANNEL_TYPE);
    expect(properties.Request.InputChannel.DataSource.ProtectedQueryInputParameters).toEqual({
      SqlParameters: { AnalysisTemplateArn: { 'Fn::GetAtt': ['Template', 'Arn'] } },
    });
    expect(properties).not.toHaveProperty('Query');
  });

  test('passes on what is known at deployment only', () => {
    const stack = newStack();
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    newInputChannel(stack, {
      query: ChannelQuery.sql(text, { parameters: { since: text } }),
      compute: ChannelCompute.workers(WorkerType.of(text), number, { spark: { 'spark.x': text } }),
      retention: Duration.days(number),
      computePayerAccountId: text,
      revision: text,
      mlInputChannelName: text,
      description: text,
    });

    const TEXT = { Ref: 'Text' };
    const NUMBER = { Ref: 'Number' };
    expect(propertiesOf(stack, INPUT_CHANNEL_TYPE)).toMatchObject({
      Name: TEXT,
      Query: TEXT,
      QueryParameters: [{ Name: 'since', Value: TEXT }],
      SparkProperties: [{ Name: 'spark.x', Value: TEXT }],
      Revision: TEXT,
      Request: {
        InputChannel: { DataSource: { ProtectedQueryInputParameters: { ComputeConfiguration: { Worker: { Type: TEXT, Number: NUMBER } } } } },
        RetentionInDays: NUMBER,
        Description: TEXT,
        PayerConfiguration: { ComputePayerAccountId: TEXT },
      },
    });
  });
});

describe('what is found when the app is complete', () => {
  const synthesized = (act: (stack: Stack) => unknown) => () => {
    const stack = newStack();
    act(stack);
    (stack.node.root as any).synth();
  };

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['a secret in a query', (stack) => newInputChannel(stack, { query: ChannelQuery.sql(SecretValue.secretsManager('sql').unsafeUnwrap()) }), 'query must not be a dynamic reference to a secret'],
    ['a secret in a parameter', (stack) => newInputChannel(stack, { query: ChannelQuery.sql('SELECT 1', { parameters: { key: SecretValue.secretsManager('key').unsafeUnwrap() } }) }), 'query.parameters["key"] must not be a dynamic reference to a secret'],
    ['a long query', (stack) => newInputChannel(stack, { query: ChannelQuery.sql('x'.repeat(130_000)) }), '(the largest: query 130002'],
    ['a long query, and what to do about it', (stack) => newInputChannel(stack, { query: ChannelQuery.sql('x'.repeat(130_000)) }), 'Put a long query into an analysis template'],
    ['lazy parameters', (stack) => newInputChannel(stack, { query: ChannelQuery.sql('SELECT 1', { parameters: Lazy.any({ produce: () => ({ 'a-b': '1' }) }) as never }) }), 'query.parameters key "a-b" must be letters'],
    ['lazy Spark properties', (stack) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1_X, 2, { spark: Lazy.any({ produce: () => ({ a: 'x'.repeat(501) }) }) as never }) }), 'compute.spark["a"] must have at most 500 characters'],
  ])('%s is an error', (_title, act, line) => {
    expect(synthesized(act)).toThrow(line);
  });
});

test('workers of a type that is not known yet get a warning', () => {
  const stack = newStack();
  newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.of('CR.16X'), 500) });

  Annotations.fromStack(stack).hasWarning('/Stack/Channel', Match.stringLikeRegexp('workers of type CR.16X, which this version'));
  expect(String(WorkerType.CR_8_X)).toBe('CR.8X');
});

describe('used by a model', () => {
  test('is referred to by its ARN', () => {
    const stack = newStack();
    const channel = newInputChannel(stack);
    newModel(stack, { association: newAssociation(stack), channels: [TrainingChannel.fromMlInputChannel('train', channel, { distribution: DataDistribution.SHARDED_BY_S3_KEY })] });

    expect(propertiesOf(stack, MODEL_TYPE).Request.DataChannels).toEqual([{
      ChannelName: 'train', MlInputChannelArn: { 'Fn::GetAtt': [expect.stringMatching(/^Channel/), 'MlInputChannelArn'] }, S3DataDistributionType: 'ShardedByS3Key',
    }]);
  });

  test('of another association gets a warning', () => {
    const stack = newStack();
    const association = newAssociation(stack);
    const [same, other] = [newInputChannel(stack, { association }, 'Same'), newInputChannel(stack, {}, 'Other')];
    newModel(stack, { association, channels: [TrainingChannel.fromMlInputChannel('same', same), TrainingChannel.fromMlInputChannel('other', other)] });

    const warnings = Annotations.fromStack(stack).findWarning('/Stack/Model', Match.stringLikeRegexp('of another association'));
    expect(warnings.map(({ entry }) => entry.data)).toEqual([expect.stringMatching(/^channels\[1\] is an ML input channel of another association/)]);
  });

  test('that is imported gets a warning where its association is known to be another one', () => {
    const stack = newStack();
    const known = MlInputChannel.fromMlInputChannelAttributes(stack, 'Known', { mlInputChannelArn: CHANNEL_ARN, configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN });
    const unknown = MlInputChannel.fromMlInputChannelArn(stack, 'Unknown', CHANNEL_ARN);
    newModel(stack, { association: newAssociation(stack), channels: [TrainingChannel.fromMlInputChannel('a', known), TrainingChannel.fromMlInputChannel('b', unknown)] });
    newModel(stack, { channels: [TrainingChannel.fromMlInputChannel('a', known)] }, 'Fitting');

    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('of another association')).map(({ id, entry }) => [id, String(entry.data).slice(0, 11)]))
      .toEqual([['/Stack/Model', 'channels[0]']]);
  });
});

describe('grants', () => {
  const grantee = (stack: Stack) => new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });

  test('to read are on the channel and its membership', () => {
    const stack = newStack();
    const channel = newInputChannel(stack);
    channel.grantRead(grantee(stack));

    expect(statementsOf(stack, 'Reader')).toEqual([
      { Action: 'cleanrooms-ml:GetMLInputChannel', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Channel/), 'MlInputChannelArn'] } },
      { Action: 'cleanrooms:PassMembership', Effect: 'Allow', Resource: MEMBERSHIP_ARN },
    ]);
  });

  test('on an imported channel know its membership by its ARN', () => {
    const stack = newStack();
    MlInputChannel.fromMlInputChannelArn(stack, 'Imported', CHANNEL_ARN).grantRead(grantee(stack));

    expect(statementsOf(stack, 'Reader').map(({ Resource }) => Resource)).toEqual([CHANNEL_ARN, MEMBERSHIP_ARN]);
  });
});

test('every attribute can be given out', () => {
  const stack = newStack();
  const channel = newInputChannel(stack);
  const attributes = {
    MlInputChannelArn: channel.mlInputChannelArn,
    Name: channel.mlInputChannelName,
    ProtectedQueryIdentifier: channel.protectedQueryIdentifier,
    NumberOfRecords: channel.numberOfRecords,
    NumberOfFiles: channel.numberOfFiles,
    SizeInGb: channel.sizeInGb,
    PrivacyBudgetLeft: channel.privacyBudgetLeft,
  };
  Object.entries(attributes).forEach(([name, value]) => new CfnOutput(stack, name, { value: Fn.join('', [value]) }));

  const outputs = Template.fromStack(stack).findOutputs('*');
  expect(Object.fromEntries(Object.entries(outputs).map(([name, { Value }]) => [name, Value['Fn::GetAtt'][1]])))
    .toEqual(Object.fromEntries(Object.keys(attributes).map((name) => [name, name])));
});
