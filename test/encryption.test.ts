import { App, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ALGORITHM_TYPE, ENVIRONMENT, MODEL_TYPE, newAlgorithm, newModel, newStack, propertiesOf } from './collaboration';

const KEY_ARN = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
const USE = ['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey'];
const VIA_SERVICE = { 'kms:ViaService': 'cleanrooms-ml.eu-west-1.amazonaws.com' };
const GRANTS = {
  'kms:GrantOperations': [
    'Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'CreateGrant', 'DescribeKey', 'RetireGrant',
  ],
};
const CALLER = (resource: unknown) => [
  {
    Action: USE,
    Effect: 'Allow',
    Resource: resource,
    Condition: { 'StringEquals': VIA_SERVICE, 'ForAllValues:StringEquals': GRANTS, 'BoolIfExists': { 'kms:GrantIsForAWSResource': 'true' } },
  },
  { Action: 'kms:DescribeKey', Effect: 'Allow', Resource: resource, Condition: { StringEquals: VIA_SERVICE } },
];
const SERVICE = [
  { Action: USE, Effect: 'Allow', Resource: '*', Condition: { 'ForAllValues:StringEquals': GRANTS } },
  { Action: 'kms:DescribeKey', Effect: 'Allow', Resource: '*' },
];
const by = (principal: object, statements: object[]) => statements.map((statement) => ({ ...statement, Principal: principal }));

function keyPolicyIn(stack: Stack): any[] {
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  return key.Properties.KeyPolicy.Statement.slice(1);
}

function callerStatementsIn(stack: Stack): any[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat()[0].startsWith('kms:'));
}

test("a key of the stack lets the handlers' role and the service use it, once, however many use it", () => {
  const stack = newStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  newAlgorithm(stack, { encryptionKey });
  newModel(stack, { encryptionKey });
  newModel(stack, { encryptionKey }, 'Another');
  expect(keyPolicyIn(stack)).toEqual([
    ...by({ AWS: { 'Fn::GetAtt': [expect.stringMatching(/^cdkcleanroomsmlProviderRole/), 'Arn'] } }, CALLER('*')),
    ...by({ Service: 'cleanrooms-ml.amazonaws.com' }, SERVICE),
  ]);
  expect(callerStatementsIn(stack)).toEqual(CALLER(KEY_ARN));
  expect(propertiesOf(stack, ALGORITHM_TYPE).Request.KmsKeyArn).toEqual(KEY_ARN);
});

test('several keys are in one statement', () => {
  const stack = newStack();
  newModel(stack, { encryptionKey: new kms.Key(stack, 'Key1') }, 'One');
  newModel(stack, { encryptionKey: new kms.Key(stack, 'Key2') }, 'Two');
  expect(callerStatementsIn(stack)).toEqual(CALLER([KEY_ARN, KEY_ARN]));
});

test('a key of another stack lets the account use it by way of the service, so that the stacks do not need each other', () => {
  const app = new App();
  const keyStack = new Stack(app, 'Keys', { env: ENVIRONMENT });
  const stack = newStack(undefined, app);
  newModel(stack, { encryptionKey: new kms.Key(keyStack, 'Key') });
  expect(keyPolicyIn(keyStack)).toEqual([
    ...by({ AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } }, CALLER('*')),
    ...by({ Service: 'cleanrooms-ml.amazonaws.com' }, SERVICE),
  ]);
  expect(stack.dependencies.map(({ node }) => node.path)).toEqual(['Keys']);
});

test('an imported key is used as it is', () => {
  const stack = newStack();
  newModel(stack, { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1') });
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 0);
  expect(callerStatementsIn(stack)).toEqual(CALLER('arn:aws:kms:eu-west-1:111122223333:key/1'));
});

test('an alias stands for its key', () => {
  const stack = newStack();
  newModel(stack, { encryptionKey: new kms.Key(stack, 'Key').addAlias('alias/churn') });
  expect(propertiesOf(stack, MODEL_TYPE).Request.KmsKeyArn).toEqual(KEY_ARN);
  expect(keyPolicyIn(stack)).toHaveLength(4);
});

test('without a key nothing is said about keys', () => {
  const stack = newStack();
  newModel(stack);
  Template.fromStack(stack).hasResourceProperties(MODEL_TYPE, { Request: { KmsKeyArn: Match.absent() } });
  expect(callerStatementsIn(stack)).toEqual([]);
});
