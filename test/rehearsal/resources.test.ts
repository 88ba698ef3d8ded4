import { CfnResource, Stack } from 'aws-cdk-lib';
import { codeDirectory, provider, synthesize, toy, ToyHandlers } from './toy-app';
import { type CloudAssembly, Rehearsal, type Template, type TemplateResource } from '../../rehearsal/index';

const COLLABORATION = '33333333-3333-4333-a333-333333333333';

function assembly(Resources: Record<string, TemplateResource>, Outputs: Record<string, unknown> = {}, rest: Partial<Template> = {}): CloudAssembly {
  const outputs = Object.fromEntries(Object.entries(Outputs).map(([name, Value]) => [name, { Value }]));
  return { stacks: [{ name: 'S', template: { Resources, Outputs: outputs, ...rest } }] };
}

const getAtt = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

async function outputsOf(given: CloudAssembly): Promise<Readonly<Record<string, unknown>>> {
  const played = new Rehearsal();
  expect(await played.deploy(given)).toMatchObject({ succeeded: true });
  return played.describe('S').outputs;
}

describe('stand-ins', () => {
  test('names are the given ones or made up, and attributes follow from them', async () => {
    expect(await outputsOf(assembly({
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'mine' } },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Queue: { Type: 'AWS::SQS::Queue' },
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x' } },
      Key: { Type: 'AWS::KMS::Key' },
    }, {
      Role: { Ref: 'Role' },
      RoleArn: getAtt('Role', 'Arn'),
      Bucket: { Ref: 'Bucket' },
      QueueArn: getAtt('Queue', 'Arn'),
      QueueUrl: { Ref: 'Queue' },
      Value: getAtt('Parameter', 'Value'),
      KeyArn: getAtt('Key', 'Arn'),
    }))).toEqual({
      Role: 'mine',
      RoleArn: 'arn:aws:iam::111111111111:role/mine',
      Bucket: expect.stringMatching(/^s-bucket-[0-9a-f]{12}$/),
      QueueArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:111111111111:S-Queue-[0-9A-F]{12}$/),
      QueueUrl: expect.stringMatching(/^https:\/\/sqs\.us-east-1\.amazonaws\.com\/111111111111\/S-Queue-[0-9A-F]{12}$/),
      Value: 'x',
      KeyArn: expect.stringMatching(/^arn:aws:kms:us-east-1:111111111111:key\/[-0-9a-f]{36}$/),
    });
  });

  test('an unknown type is reported once, and has plausible attributes', async () => {
    const played = new Rehearsal();
    await played.deploy(assembly(
      { One: { Type: 'AWS::New::Thing' }, Two: { Type: 'AWS::New::Thing' } },
      { Ref: { Ref: 'One' }, Arn: getAtt('One', 'ThingArn'), Name: getAtt('Two', 'Name') },
    ));

    expect(played.describe('S').outputs).toEqual({
      Ref: expect.stringMatching(/^S-One-/), Arn: expect.stringMatching(/^arn:aws:rehearsal:us-east-1:111111111111:S-One-/), Name: 'Two-Name',
    });
    expect(played.timeline.events.filter(({ kind }) => kind === 'notice').map(({ text }) => text)).toEqual([
      'AWS::New::Thing is not known here: a stand-in without effect',
    ]);
  });

  test('another name makes another resource, another property does not', async () => {
    const played = new Rehearsal();
    const version = (TopicName: string, DisplayName: string) => assembly({ Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName, DisplayName } } });
    await played.deploy(version('a', 'x'));
    await played.deploy(version('a', 'y'));
    await played.deploy(version('b', 'y'));

    expect(played.timeline.events.filter(({ kind }) => kind === 'resource').map(({ text }) => text)).toEqual([
      'CREATE_IN_PROGRESS', expect.stringMatching(/^CREATE_COMPLETE .*:a$/),
      'UPDATE_IN_PROGRESS', expect.stringMatching(/^UPDATE_COMPLETE .*:a$/),
      'UPDATE_IN_PROGRESS', expect.stringMatching(/^UPDATE_COMPLETE .*:b$/),
      expect.stringMatching(/^DELETE_IN_PROGRESS .*:a$/), expect.stringMatching(/^DELETE_COMPLETE .*:a$/),
    ]);
  });

  test('attributes follow properties that change in place', async () => {
    const played = new Rehearsal();
    const version = (Value: string) => assembly(
      { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } } },
      { Name: { Ref: 'Parameter' }, Value: getAtt('Parameter', 'Value') },
    );
    await played.deploy(version('a'));
    const { Name } = played.describe('S').outputs;
    await played.deploy(version('b'));

    expect(played.describe('S').outputs).toEqual({ Name, Value: 'b' });
  });

  test('a resource is called by the path that its construct has now', async () => {
    const played = new Rehearsal();
    const version = (path: string) => assembly({ Topic: { Type: 'AWS::SNS::Topic', Metadata: { 'aws:cdk:path': path } } });
    await played.deploy(version('S/Before/Resource'));
    await played.deploy(version('S/After/Resource'));

    expect(played.describe('S').resources[0].path).toBe('S/After');
  });

  test('conditions, mappings and parameters decide what there is', async () => {
    const given = assembly(
      { Wanted: { Type: 'AWS::SNS::Topic', Condition: 'Big' }, Unwanted: { Type: 'AWS::SNS::Topic', Condition: 'Small' } },
      { Size: { 'Fn::FindInMap': ['Sizes', { Ref: 'Size' }, 'gb'] }, Zones: { 'Fn::Join': ['+', { Ref: 'Zones' }] }, Ssm: { Ref: 'Ssm' } },
      {
        Conditions: { Big: { 'Fn::Equals': [{ Ref: 'Size' }, 'big'] }, Small: { 'Fn::Not': [{ Condition: 'Big' }] } },
        Mappings: { Sizes: { big: { gb: 100 } } },
        Parameters: {
          Size: { Type: 'String', Default: 'small' },
          Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
          Ssm: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' },
        },
      },
    );
    const played = new Rehearsal();
    await played.deploy(given, { parameters: { Size: 'big' } });

    expect(played.describe('S')).toMatchObject({
      outputs: { Size: 100, Zones: 'a+b', Ssm: '{{ssm:/path}}' }, resources: [{ logicalId: 'Wanted' }],
    });
  });

  test('a parameter without a value, or one that is nowhere, is an error', async () => {
    const given = assembly({}, {}, { Parameters: { Size: { Type: 'String' } } });

    await expect(new Rehearsal().deploy(given)).rejects.toThrow('S: the parameter "Size" has no default, so it needs a value');
    await expect(new Rehearsal().deploy(given, { parameters: { Sise: '1' } })).rejects.toThrow('there is no parameter "Sise" in S');
  });

  test('the account and region of stacks that name none can be chosen', async () => {
    const played = new Rehearsal({ account: '222222222222', region: 'cn-north-1' });
    await played.deploy(assembly({ Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r' } } }, { Arn: getAtt('Role', 'Arn') }));

    expect(played.describe('S').outputs.Arn).toBe('arn:aws-cn:iam::222222222222:role/r');
  });
});

describe("CloudFormation's own types of Clean Rooms", () => {
  const association = (properties: Record<string, unknown> = {}, tags: unknown[] = []) => assembly({
    Membership: { Type: 'AWS::CleanRooms::Membership', Properties: { CollaborationIdentifier: COLLABORATION } },
    Algorithm: {
      Type: 'AWS::CleanRoomsML::ConfiguredModelAlgorithm',
      Properties: {
        Name: 'algorithm',
        RoleArn: 'arn:aws:iam::111111111111:role/r',
        TrainingContainerConfig: { ImageUri: '111111111111.dkr.ecr.us-east-1.amazonaws.com/r:1', MetricDefinitions: [{ Name: 'auc', Regex: 'auc=(.*)' }] },
        Tags: [{ Key: 'Ref', Value: 'x' }, ...tags],
        ...properties,
      },
    },
    Association: {
      Type: 'AWS::CleanRoomsML::ConfiguredModelAlgorithmAssociation',
      Properties: {
        Name: 'association',
        ConfiguredModelAlgorithmArn: { Ref: 'Algorithm' },
        MembershipIdentifier: { Ref: 'Membership' },
        PrivacyConfiguration: { Policies: { TrainedModels: { MaxArtifactSize: { Unit: 'GB', Value: 1 } } } },
      },
    },
  }, { Algorithm: { Ref: 'Algorithm' }, Association: getAtt('Association', 'ConfiguredModelAlgorithmAssociationArn') });

  test('they are made in the emulated service, and deleted from it', async () => {
    const played = new Rehearsal();
    await played.deploy(association());

    expect(played.emulator.calls.map(({ operation, request }) => [operation, request])).toEqual([
      ['CreateConfiguredModelAlgorithm', {
        name: 'algorithm',
        roleArn: 'arn:aws:iam::111111111111:role/r',
        trainingContainerConfig: { imageUri: '111111111111.dkr.ecr.us-east-1.amazonaws.com/r:1', metricDefinitions: [{ name: 'auc', regex: 'auc=(.*)' }] },
        tags: { Ref: 'x' },
      }],
      ['CreateConfiguredModelAlgorithmAssociation', expect.objectContaining({
        privacyConfiguration: { policies: { trainedModels: { maxArtifactSize: { unit: 'GB', value: 1 } } } },
      })],
    ]);
    expect(played.describe('S').outputs).toEqual({
      Algorithm: played.emulator.leftBehind().algorithms[0].arn, Association: played.emulator.leftBehind().associations[0].arn,
    });
    await played.destroy();
    expect(played.emulator.leftBehind()).toMatchObject({ algorithms: [], associations: [] });
  });

  test('tags are changed in place, anything else makes another one', async () => {
    const played = new Rehearsal({ behavior: { uniqueNames: false } });
    await played.deploy(association());
    const first = played.describe('S').outputs;
    await played.deploy(association({}, [{ Key: 'k', Value: 'v' }]));
    expect(played.describe('S').outputs).toEqual(first);

    const changed = await played.deploy(association({ Description: 'new' }));

    expect(changed.succeeded).toBe(true);
    expect(played.describe('S').outputs.Algorithm).not.toBe(first.Algorithm);
    expect(played.emulator.leftBehind()).toMatchObject({ algorithms: [{}], associations: [{}] });
  });

  test('what the service refuses fails the resource', async () => {
    const result = await new Rehearsal().deploy(association({ RoleArn: 'nobody' }));

    expect(result.stacks[0]).toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: expect.stringMatching(/^Algorithm: .*roleArn/) });
  });
});

describe('custom resources', () => {
  test("one of this library's is never stood in for", async () => {
    const result = await new Rehearsal().deploy(assembly({
      Model: { Type: 'Custom::CleanRoomsMLTrainedModel', Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:gone' } },
    }));

    expect(result.stacks[0].reason).toMatch(/^Model: CloudFormation did not receive a response/);
  });

  test('another provider for the same resource is refused, as CloudFormation does', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    const version = (scope: string) => toys.in(synthesize((app) => {
      const stack = new Stack(app, 'S');
      toy(stack, 'Toy', provider(new Stack(stack, scope, { stackName: `S-${scope}` })).serviceToken);
    }), played);
    await played.deploy(version('One'));

    const result = await played.deploy(version('Two'));

    expect(result.stacks.at(-1)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'S/Toy: Modifying service token is not allowed.' });
    expect(toys.log).toEqual(['Create Toy']);
  });
});

describe('the SDK', () => {
  const handler = (body: string) => codeDirectory('toy.js', `
    const { CleanRoomsML } = require('@aws-sdk/client-cleanroomsml');
    const { version } = require('@aws-sdk/client-cleanroomsml/package.json');
    const { DynamoDB } = require('@aws-sdk/client-dynamodb');
    const { CloudFormation } = require('@aws-sdk/client-cloudformation');
    const cleanRoomsMl = new CleanRoomsML({ maxAttempts: 1 });
    const dynamoDb = new DynamoDB({});
    const cloudFormation = new CloudFormation({});
    exports.onEvent = async () => ({ PhysicalResourceId: 'toy' });
    exports.isComplete = async (event) => { ${body} };`);

  const stackWith = (code: string) => synthesize((app) => {
    const stack = new Stack(app, 'S');
    const table = new CfnResource(stack, 'Ledger', {
      type: 'AWS::DynamoDB::Table',
      properties: { TableName: 'ledger', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] },
    });
    toy(stack, 'Toy', provider(stack, { code }).serviceToken, { Version: 1 }).node.addDependency(table);
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
  });

  test('handlers talk to the emulators, in the account and region of their stack', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'], sdkVersion: '3.900.0' });
    const result = await played.deploy(stackWith(handler(`
      if (event.RequestType === 'Delete') return { IsComplete: true };
      const { configuredModelAlgorithmArn: arn } = await cleanRoomsMl.createConfiguredModelAlgorithm({
        name: 'a', roleArn: 'arn:aws:iam::111111111111:role/r',
      });
      const Item = { owner: { S: 'me' }, revision: { N: '1' } };
      await dynamoDb.putItem({
        TableName: 'ledger', Item, ConditionExpression: 'attribute_not_exists(#owner)', ExpressionAttributeNames: { '#owner': 'owner' },
      });
      const { Item: read } = await dynamoDb.getItem({ TableName: 'ledger', Key: { owner: { S: 'me' } }, ConsistentRead: true });
      console.log(JSON.stringify({ decision: 'made', why: arn + ' ' + version + ' ' + read.revision.N }));
      return { IsComplete: true };`)));

    expect(result).toMatchObject({ succeeded: true, calls: { CreateConfiguredModelAlgorithm: 1 } });
    const seen = played.timeline.events.filter(({ resource }) => resource === 'S/Toy').map(({ kind, text }) => `${kind} ${text}`);
    expect(seen).toEqual([
      'resource CREATE_IN_PROGRESS',
      'request Create',
      'call CreateConfiguredModelAlgorithm -> ok',
      expect.stringMatching(/^decision made: arn:aws:cleanrooms-ml:us-east-1:111111111111:configured-model-algorithm\/[-0-9a-f]{36} 3\.900\.0 1$/),
      'resource CREATE_COMPLETE toy',
    ]);
  });

  test('a handler can ask CloudFormation what its stack is doing', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    await played.deploy(stackWith(handler(`
      const { Stacks: [{ StackStatus }] } = await cloudFormation.describeStacks({ StackName: event.StackId });
      console.log(JSON.stringify({ decision: StackStatus }));
      return { IsComplete: true };`)), { fail: { Topic: { reason: 'No', after: ['Toy'] } } });

    expect(played.timeline.events.filter(({ kind }) => kind === 'decision').map(({ text }) => text)).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']);
  });

  test('what the service answers reaches the deployment as the reason', async () => {
    const result = await new Rehearsal({ run: ['Custom::Toy'] }).deploy(stackWith(handler(`
      if (event.RequestType === 'Delete') return { IsComplete: true };
      await cleanRoomsMl.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn: 'x' });`)));

    expect(result.stacks[0].reason).toContain('S/Toy: 1 validation error');
  });
});
