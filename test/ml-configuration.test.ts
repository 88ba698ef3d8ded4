import { App, RemovalPolicy, Stack, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnMembership } from 'aws-cdk-lib/aws-cleanrooms';
import { ENVIRONMENT, MEMBERSHIP_ID, ML_CONFIGURATION_TYPE, newMlConfiguration, newStack, onlyResource, propertiesOf } from './collaboration';
import { Rehearsal, printTimeline } from '../rehearsal/index';
import { Membership, type MlConfigurationProps } from '../src';

const bucketIn = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'models');

/** What the service's role may do. */
function allowedIn(stack: Stack) {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^MlConfigurationRole') }] } });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe('in the template', () => {
  test('puts the bucket, the prefix and a role of its own', () => {
    const stack = newStack();
    newMlConfiguration(stack, { bucket: bucketIn(stack), prefix: 'fraud/models' });

    expect(propertiesOf(stack, ML_CONFIGURATION_TYPE)).toMatchObject({
      Adopt: 'false',
      Request: {
        MembershipIdentifier: MEMBERSHIP_ID,
        DefaultOutputLocation: { Destination: { S3Destination: { S3Uri: 's3://models/fraud/models' } }, RoleArn: { 'Fn::GetAtt': [expect.stringContaining('Role'), 'Arn'] } },
      },
    });
    expect(onlyResource(stack, ML_CONFIGURATION_TYPE)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(propertiesOf(stack, ML_CONFIGURATION_TYPE)).not.toHaveProperty('Tags');
  });

  test('lets the service assume the role for this membership alone', () => {
    const stack = newStack();
    newMlConfiguration(stack);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': ENVIRONMENT.account },
            ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cleanrooms:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}`]] } },
          },
          Effect: 'Allow',
          Principal: { Service: 'cleanrooms-ml.amazonaws.com' },
        }],
      },
    });
  });

  test('lets the role write logs and metrics, and nothing else without a bucket', () => {
    const stack = newStack();
    newMlConfiguration(stack);

    expect(allowedIn(stack).map(({ Action }) => Action)).toEqual([
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], 'cloudwatch:PutMetricData',
    ]);
  });

  test('lets the role write objects below the prefix, with the key of the bucket', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/models');
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'models', encryptionKey });
    newMlConfiguration(stack, { bucket, prefix: 'fraud' });

    const objects = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::models/fraud/*']] };
    expect(allowedIn(stack).slice(2)).toEqual([
      {
        Action: 's3:PutObject', Condition: { StringEquals: { 's3:ResourceAccount': ENVIRONMENT.account } }, Effect: 'Allow', Resource: objects,
      },
      {
        Action: ['kms:Encrypt', 'kms:GenerateDataKey*'],
        Condition: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::models']] }, objects] } },
        Effect: 'Allow',
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/models',
      },
    ]);
  });

  test('takes a role that is given, and makes none', () => {
    const stack = newStack();
    newMlConfiguration(stack, { role: iam.Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/given', { mutable: false }) });

    expect(propertiesOf(stack, ML_CONFIGURATION_TYPE).Request.DefaultOutputLocation).toEqual({ RoleArn: 'arn:aws:iam::111122223333:role/given' });
    expect(allowedIn(stack)).toEqual([]);
  });
});

describe('log groups', () => {
  const names = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'))
    .map(({ Properties }) => Properties.LogGroupName).filter((name) => name !== undefined);
  const another = (stack: Stack) => ({ membership: Membership.fromMembershipId(stack, 'Another', '66666666-7777-4888-8999-aaaaaaaaaaaa') });

  test('are those of the service by default', () => {
    const stack = newStack();
    const configuration = newMlConfiguration(stack);

    expect(names(stack)).toEqual([]);
    expect(configuration.trainingLogGroup).toBeUndefined();
    expect(configuration.inferenceLogGroup).toBeUndefined();
  });

  test('are made before the ML configuration and what lets the service write, and go after them', () => {
    const stack = newStack();
    const configuration = newMlConfiguration(stack, { logRetention: logs.RetentionDays.ONE_WEEK });

    const template = Template.fromStack(stack);
    for (const logGroup of [configuration.trainingLogGroup, configuration.inferenceLogGroup]) {
      const logicalId = stack.getLogicalId(logGroup!.node.defaultChild as logs.CfnLogGroup);
      template.hasResource('AWS::IAM::Policy', {
        Properties: { PolicyName: Match.stringLikeRegexp('^MlConfigurationRole') }, DependsOn: Match.arrayWith([logicalId]),
      });
      template.hasResource(ML_CONFIGURATION_TYPE, { DependsOn: Match.arrayWith([logicalId]) });
    }
    expect(names(stack)).toEqual(['/aws/cleanroomsml/TrainedModels', '/aws/cleanroomsml/TrainedModelInferenceJobs']);
    template.allResources('AWS::Logs::LogGroup', Match.objectLike({ DeletionPolicy: 'Delete' }));
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/cleanroomsml/TrainedModels', RetentionInDays: 7 });
  });

  test('are encrypted with a key that lets them, and retained', () => {
    const stack = newStack();
    newMlConfiguration(stack, { logRetention: logs.RetentionDays.INFINITE, logEncryption: new kms.Key(stack, 'Key'), logRemovalPolicy: RemovalPolicy.RETAIN });

    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: { LogGroupName: '/aws/cleanroomsml/TrainedModels', RetentionInDays: Match.absent(), KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } })]) },
    });
  });

  test('are those of one ML configuration in an account and Region', () => {
    const logRetention = logs.RetentionDays.ONE_WEEK;
    const app = new App();
    newMlConfiguration(newStack({ env: ENVIRONMENT }, app), { logRetention });
    const other = new Stack(app, 'Other', { env: ENVIRONMENT });
    newMlConfiguration(other, { ...another(other), logRetention });

    expect(() => app.synth()).toThrow(/logRetention must be left out, since the log groups are those of "Other\/MlConfiguration": an account has one of each in a Region/);
  });

  test.each([
    ['another Region has others', { env: { ...ENVIRONMENT, region: 'us-east-1' } }, logs.RetentionDays.ONE_WEEK],
    ['a stack without an environment can be anywhere', {}, logs.RetentionDays.ONE_WEEK],
    ['one that makes none uses those of the other', { env: ENVIRONMENT }, undefined],
  ])('%s', (_, props, logRetention) => {
    const app = new App();
    newMlConfiguration(newStack({ env: ENVIRONMENT }, app), { logRetention: logs.RetentionDays.ONE_WEEK });
    const other = new Stack(app, 'Other', props);
    newMlConfiguration(other, { ...another(other), logRetention });

    expect(() => app.synth()).not.toThrow();
  });
});

describe('one for each membership', () => {
  test('a second one in the app is an error', () => {
    const app = new App();
    newMlConfiguration(newStack({ env: ENVIRONMENT }, app));
    newMlConfiguration(new Stack(app, 'Other', { env: ENVIRONMENT }), {});

    expect(() => app.synth()).toThrow(/membership must be one that no other MlConfiguration has, since a membership has one at most, got that of "Other\/MlConfiguration"/);
  });

  test('others have others', () => {
    const app = new App();
    const stack = newStack({ env: ENVIRONMENT }, app);
    newMlConfiguration(stack);
    newMlConfiguration(stack, { membership: Membership.fromMembershipId(stack, 'Another', '66666666-7777-4888-8999-aaaaaaaaaaaa') }, 'AnotherConfiguration');
    const membership = new CfnMembership(stack, 'Third', { collaborationIdentifier: 'c', queryLogStatus: 'DISABLED' });
    newMlConfiguration(stack, { membership }, 'ThirdConfiguration');

    expect(() => app.synth()).not.toThrow();
  });
});

describe('deployed', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/given';

  function assembly(prefix: string, props: Partial<MlConfigurationProps> = {}): string {
    const app = new App();
    const stack = newStack({ env: ENVIRONMENT }, app);
    const role = iam.Role.fromRoleArn(stack, 'Given', roleArn, { mutable: false });
    const configuration = newMlConfiguration(stack, { bucket: bucketIn(stack), prefix, role, ...props });
    const last = new s3.CfnBucket(stack, 'Last');
    last.node.addDependency(configuration);
    return app.synth().directory;
  }
  const put = (prefix: string) => ({ defaultOutputLocation: { destination: { s3Destination: { s3Uri: `s3://models/${prefix}` } }, roleArn } });
  const existing = (rehearsal: Rehearsal) => rehearsal.emulator.leftBehind().mlConfigurations;
  const changes = (rehearsal: Rehearsal) => rehearsal.emulator.calls.filter(({ mutating }) => mutating).map(({ operation }) => operation);

  test('is changed in place, restored by a rollback, and removed with its stack', async () => {
    const rehearsal = new Rehearsal();
    expect(await rehearsal.deploy(assembly('first'))).toMatchObject({ succeeded: true });
    expect(existing(rehearsal)).toMatchObject([{ membershipIdentifier: MEMBERSHIP_ID, ...put('first') }]);
    expect(await rehearsal.deploy(assembly('second'))).toMatchObject({ succeeded: true });
    expect(existing(rehearsal)).toMatchObject([put('second')]);
    expect(rehearsal.summary()).toMatchObject({ inUse: { mlConfigurations: [put('second')] }, leftBehind: { mlConfigurations: [] } });

    expect(await rehearsal.deploy(assembly('third'), { fail: { Last: 'planned' } })).toMatchObject({ succeeded: false });
    expect(existing(rehearsal)).toMatchObject([put('second')]);
    await rehearsal.destroy();

    expect(existing(rehearsal)).toEqual([]);
    expect(changes(rehearsal)).toEqual([...Array<string>(4).fill('PutMLConfiguration'), 'DeleteMLConfiguration']);
  });

  test('refuses to take the place of one that is there, and leaves it alone', async () => {
    const rehearsal = new Rehearsal();
    await rehearsal.emulator.client({ accountId: ENVIRONMENT.account, region: ENVIRONMENT.region }).putMLConfiguration({ membershipIdentifier: MEMBERSHIP_ID, ...put('by-hand') });

    expect(await rehearsal.deploy(assembly('first'))).toMatchObject({ succeeded: false });

    expect(printTimeline(rehearsal.timeline, { verbose: true })).toContain('there is one already that this resource did not put');
    expect(existing(rehearsal)).toMatchObject([put('by-hand')]);
    expect(await rehearsal.deploy(assembly('first', { adopt: true }))).toMatchObject({ succeeded: true });
    expect(existing(rehearsal)).toMatchObject([put('first')]);
  });
});
