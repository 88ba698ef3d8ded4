import {
  App, RemovalPolicy, Stack, Stage, Tags, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ProviderSettings, type ProviderSettingsProps } from '../src';
import { newAlgorithm, newAssociation, newModel, newStack } from './collaboration';

const FUNCTION = { Handler: Match.stringLikeRegexp('^index\\.(accept|look)$') };

/** The template of a stack with a model, with settings that are made before and after the model is. */
describe.each<[string, (scope: Stack, props: ProviderSettingsProps) => void]>([
  ['before the constructs are made', (stack, props) => { ProviderSettings.of(stack).set(props); newModel(stack); }],
  ['after the constructs are made', (stack, props) => { newModel(stack); ProviderSettings.of(stack).set(props); }],
  ['for the app, before', (stack, props) => { ProviderSettings.of(stack.node.root).set(props); newModel(stack); }],
  ['for the app, after', (stack, props) => { newModel(stack); ProviderSettings.of(stack.node.root).set(props); }],
])('set %s', (_when, setUp) => {
  const templateWith = (props: (stack: Stack) => ProviderSettingsProps) => {
    const stack = newStack();
    setUp(stack, props(stack));
    return Template.fromStack(stack);
  };

  test('the functions run in the VPC, and may', () => {
    const template = templateWith((stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) }));
    template.resourceCountIs('AWS::Lambda::Function', 2);
    template.allResourcesProperties('AWS::Lambda::Function', {
      VpcConfig: {
        SubnetIds: [{ Ref: Match.stringLikeRegexp('^VpcPrivateSubnet1') }, { Ref: Match.stringLikeRegexp('^VpcPrivateSubnet2') }],
        SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^cdkcleanroomsmlProviderSecurityGroup'), 'GroupId'] }],
      },
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template.resourcePropertiesCountIs('AWS::IAM::Role', {
      ManagedPolicyArns: Match.arrayWith([{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'])] }]),
    }, 2);
  });

  test('the functions are in the subnets and security groups that are given', () => {
    const template = templateWith((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'Alone', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
      return {
        vpc,
        vpcSubnets: { subnetGroupName: 'Alone', onePerAz: true },
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      };
    });
    template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: Match.anyValue(), SecurityGroupIds: ['sg-1'] } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('the functions have the layers and the memory', () => {
    const template = templateWith((stack) => ({
      layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:eu-west-1:1:layer:sdk:1')], memorySize: 512,
    }));
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { ...FUNCTION, MemorySize: 512, Layers: ['arn:aws:lambda:eu-west-1:1:layer:sdk:1'] }, 2);
  });

  test('the logs are kept as said', () => {
    const template = templateWith(() => ({ logRetention: logs.RetentionDays.ONE_YEAR, logRemovalPolicy: RemovalPolicy.RETAIN }));
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
    template.allResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('the logs can be kept for ever', () => {
    templateWith(() => ({ logRetention: logs.RetentionDays.INFINITE })).allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.absent() });
  });

  test('environment variables and ledger are encrypted with the keys', () => {
    const template = templateWith((stack) => ({ environmentEncryption: new kms.Key(stack, 'EnvironmentKey'), ledgerEncryption: new kms.Key(stack, 'LedgerKey') }));
    template.allResourcesProperties('AWS::Lambda::Function', { KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EnvironmentKey'), 'Arn'] } });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LedgerKey'), 'Arn'] } },
    });
    template.resourcePropertiesCountIs('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EnvironmentKey'), 'Arn'] } })]) },
    }, 2);
  });
});

describe('set for the platform', () => {
  const templateWith = (...settings: ((stack: Stack) => ProviderSettingsProps)[]) => {
    const stack = newStack();
    newModel(stack);
    settings.forEach((each) => ProviderSettings.of(stack).set(each(stack)));
    return Template.fromStack(stack);
  };

  test('log groups are encrypted with the key, which lets CloudWatch Logs use it once', () => {
    const key = (stack: Stack) => stack.node.tryFindChild('Key') as kms.Key ?? new kms.Key(stack, 'Key');
    const template = templateWith((stack) => ({ logEncryption: key(stack) }), (stack) => ({ logEncryption: key(stack) }));
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
    const [{ Properties: { KeyPolicy: { Statement: statements } } }] = Object.values(template.findResources('AWS::KMS::Key'));
    expect((statements as { Principal: unknown; Condition?: unknown }[]).filter(({ Principal }) => JSON.stringify(Principal).includes('logs.'))).toEqual([
      expect.objectContaining({
        Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:log-group:*']] } } },
      }),
    ]);
  });

  test('the ledger can be restored to a point in time, and stays', () => {
    const template = templateWith(() => ({ ledgerPointInTimeRecovery: true, ledgerRemovalPolicy: RemovalPolicy.RETAIN }));
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain',
    });
  });

  test('functions and state machine are traced, and may send traces', () => {
    const template = templateWith(() => ({ tracing: true }), () => ({ tracing: true }));
    template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: true } });
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
    expect(policies.map((policy) => policy.split('xray:PutTraceSegments').length - 1).filter((count) => count > 0)).toEqual([1, 1, 1]);
  });

  test('tracing can be taken back', () => {
    const template = templateWith(() => ({ tracing: true }), () => ({ tracing: false }));
    template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: Match.absent() });
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', { TracingConfiguration: Match.absent() });
  });

  test('each function has the reserved concurrency', () => {
    templateWith(() => ({ reservedConcurrentExecutions: 3 })).resourcePropertiesCountIs('AWS::Lambda::Function', { ReservedConcurrentExecutions: 3 }, 2);
  });

  test.each([0, -1, 1.5, NaN])('a reserved concurrency of %d is an error', (reservedConcurrentExecutions) => {
    expect(() => templateWith(() => ({ reservedConcurrentExecutions }))).toThrow(`reservedConcurrentExecutions must be a whole number of at least 1, got ${reservedConcurrentExecutions}`);
  });
});

test('without settings, functions have log groups that go with the stack after a month, and nothing else', () => {
  const stack = newStack();
  newModel(stack);
  const template = Template.fromStack(stack);
  template.allResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  template.allResourcesProperties('AWS::Lambda::Function', {
    LoggingConfig: Match.objectLike({ LogGroup: { Ref: Match.stringLikeRegexp('^cdkcleanroomsmlProvider') } }),
    VpcConfig: Match.absent(),
    KmsKeyArn: Match.absent(),
    Layers: Match.absent(),
  });
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { ...FUNCTION, Runtime: 'nodejs24.x', Timeout: 120, MemorySize: 256 }, 2);
  template.hasResource('AWS::DynamoDB::Table', { Properties: { BillingMode: 'PAY_PER_REQUEST', SSESpecification: Match.absent() }, DeletionPolicy: 'Delete' });
});

test('for each setting the nearest scope counts, in whatever order they are set', () => {
  const app = new App();
  const stage = new Stage(app, 'Stage');
  const [one, two] = ['One', 'Two'].map((id) => new Stack(stage, id));
  ProviderSettings.of(one).set({ memorySize: 1024 });
  newModel(one);
  newModel(two);
  ProviderSettings.of(stage).set({ memorySize: 512 });
  ProviderSettings.of(app).set({ memorySize: 300, logRetention: logs.RetentionDays.ONE_DAY });
  ProviderSettings.of(stage).set({ logRetention: undefined });
  Template.fromStack(one).resourcePropertiesCountIs('AWS::Lambda::Function', { MemorySize: 1024 }, 2);
  Template.fromStack(two).resourcePropertiesCountIs('AWS::Lambda::Function', { MemorySize: 512 }, 2);
  Template.fromStack(two).allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
});

test('settings that are made again replace what the earlier ones left', () => {
  const stack = newStack();
  newModel(stack);
  const [one, two] = ['One', 'Two'].map((id) => new ec2.Vpc(stack, id));
  ProviderSettings.of(stack).set({ vpc: one });
  ProviderSettings.of(stack).set({ vpc: two, memorySize: 512 });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  template.hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: { Ref: Match.stringLikeRegexp('^Two') } });
  template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^TwoPrivate') }]) } });
});

test("permissions boundaries and tags are CDK's own", () => {
  const stack = newStack();
  iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
  Tags.of(stack).add('team', 'ml');
  newModel(stack);
  const template = Template.fromStack(stack);
  template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue(), Tags: [{ Key: 'team', Value: 'ml' }] });
  template.allResourcesProperties('AWS::Lambda::Function', { Tags: [{ Key: 'team', Value: 'ml' }] });
});

/** Changes of these replace a function. */
const REPLACING = ['FunctionName', 'PackageType'];

test('whatever the settings, the function behind the service token is not replaced', () => {
  const templates = [false, true].map((isSet) => {
    const stack = newStack();
    newModel(stack);
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
    if (isSet) {
      ProviderSettings.of(stack).set({
        vpc: new ec2.Vpc(stack, 'Vpc'),
        layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:eu-west-1:1:layer:sdk:1')],
        logRetention: logs.RetentionDays.ONE_YEAR,
        logRemovalPolicy: RemovalPolicy.RETAIN,
        memorySize: 1024,
        environmentEncryption: key,
        ledgerEncryption: key,
        logEncryption: key,
        tracing: true,
        reservedConcurrentExecutions: 3,
      });
    }
    return Template.fromStack(stack);
  });
  const functions = templates.map((template) => template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.accept' } }));
  expect(Object.keys(functions[1])).toEqual(Object.keys(functions[0]));
  const [[id, { Properties: properties }]] = Object.entries(functions[1]);
  expect(Object.keys(properties).filter((name) => REPLACING.includes(name))).toEqual([]);
  for (const template of templates) {
    template.hasResourceProperties('Custom::CleanRoomsMLTrainedModel', { ServiceToken: { 'Fn::GetAtt': [id, 'Arn'] } });
  }
});

test('a stack with all three kinds of resources has sixteen resources for their management', () => {
  const stack = newStack();
  const algorithm = newAlgorithm(stack);
  newModel(stack, { association: newAssociation(stack, { algorithm }) });
  const { Resources: resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
  expect(Object.keys(resources).filter((id) => id.startsWith('cdkcleanroomsmlProvider'))).toHaveLength(16);
});

test('the function that CloudFormation invokes can call neither Clean Rooms ML nor CloudFormation', () => {
  const stack = newStack();
  newModel(stack);
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role');
  const [[id, { Properties: { Policies: [{ PolicyDocument: { Statement: statements } }] } }]] = Object.entries(roles).filter(([name]) => /AcceptRole/.test(name));
  expect((statements as { Action: string | string[] }[]).flatMap(({ Action: actions }) => actions)).toEqual([
    'dynamodb:GetItem', 'dynamodb:PutItem', 'states:StartExecution', 'logs:CreateLogStream', 'logs:PutLogEvents',
  ]);
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  expect(JSON.stringify(Object.values(policies).map(({ Properties: { Roles } }) => Roles))).not.toContain(id);
});

test('an event that CloudFormation does not wait for any more is dropped', () => {
  const stack = newStack();
  newModel(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 });
});
