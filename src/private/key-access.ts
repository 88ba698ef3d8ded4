/**
 * What a customer managed key has to allow: the caller through Clean Rooms ML, and Clean Rooms ML itself.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/data-protection.html
 */
import { Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { SERVICE_PRINCIPAL } from './protocol/api-model';
import { show, type Problem } from './protocol/shape';

/** What is done with the grants that the service makes for Amazon ECR (images) and SageMaker (volumes and output). */
const GRANT_OPERATIONS = [
  'Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo',
  'CreateGrant', 'DescribeKey', 'RetireGrant',
];
const USE_ACTIONS = ['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey'];
const ONLY_FOR_GRANT_OPERATIONS = { 'ForAllValues:StringEquals': { 'kms:GrantOperations': GRANT_OPERATIONS } };

interface KeyStatement {
  readonly actions: string[];
  readonly conditions?: { [operator: string]: { [key: string]: unknown } };
}

/** What the caller of a Create operation needs on the key. */
export function callerStatements(stack: Stack): KeyStatement[] {
  const viaService = { StringEquals: { 'kms:ViaService': `cleanrooms-ml.${stack.region}.amazonaws.com` } };
  return [
    {
      actions: USE_ACTIONS,
      conditions: { ...viaService, ...ONLY_FOR_GRANT_OPERATIONS, BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } },
    },
    { actions: ['kms:DescribeKey'], conditions: viaService },
  ];
}

const SERVICE_STATEMENTS: KeyStatement[] = [
  { actions: USE_ACTIONS, conditions: ONLY_FOR_GRANT_OPERATIONS },
  { actions: ['kms:DescribeKey'] },
];

/** Extends a key's policy when it is ours to change; the policy of an imported key is its owner's business. */
export function extendKeyPolicy(key: kms.IKey, caller: iam.IRole): void {
  const stack = Stack.of(caller);
  // A key in another stack cannot name the role, since that stack already depends on the key's: the role's account
  // stands in for it there, and the role's own policy says which of the account's principals it is.
  const principal = Stack.of(key) === stack ? new iam.ArnPrincipal(caller.roleArn) : new iam.AccountPrincipal(stack.account);
  callerStatements(stack).forEach((statement) => allow(key, principal, statement));
  SERVICE_STATEMENTS.forEach((statement) => allow(key, new iam.ServicePrincipal(SERVICE_PRINCIPAL), statement));
}

function allow(key: kms.IKey, principal: iam.PrincipalBase, statement: KeyStatement): void {
  key.addToResourcePolicy(new iam.PolicyStatement({ ...statement, resources: ['*'], principals: [principal] }));
}

/** The key itself when it is given by its alias: the service takes no aliases. */
export function resolveAlias(key: kms.IKey | undefined): kms.IKey | undefined {
  return key instanceof kms.Alias ? key.aliasTargetKey : key ?? undefined;
}

/** An alias that does not know its key. */
export function problemsOfKey(key: kms.IKey | undefined): Problem[] {
  return key?.keyArn.includes(':alias/')
    ? [{ path: 'encryptionKey', message: `must be a key, since Clean Rooms ML takes no aliases, got the alias ${show(key.keyArn.slice(key.keyArn.indexOf(':alias/') + 1))}` }]
    : [];
}
