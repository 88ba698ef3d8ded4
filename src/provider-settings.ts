import { Stack, Token, type RemovalPolicy, type aws_ec2 as ec2, type aws_kms as kms, type aws_lambda as lambda, type aws_logs as logs } from 'aws-cdk-lib';
import { ValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';
import {
  ANY, BOOLEAN, CONSTRUCT, KEY, LAYER, LOG_RETENTION, REMOVAL_POLICY, SECURITY_GROUP, VPC, listOf, optional, requireArgument, requireKinds,
  structureOf, type KindsOf,
} from './private/kind';
import type { Problem } from './private/protocol/shape';
import { Provider } from './private/provider';
import { addSettings, settingsFor, withoutAbsent } from './private/settings';
import { ERROR_NAME, problemsOfValue, throwIfInvalid } from './private/validation';

/**
 * What can be set for the functions that manage the Clean Rooms ML resources of a stack.
 *
 * Permissions boundaries and tags are set with CDK's own `PermissionsBoundary` and `Tags`. Roles that exist already take the
 * place of those of the functions and the state machine with `Role.customizeRoles`, which also reports the permissions that
 * they need.
 */
export interface ProviderSettingsProps {
  /**
   * The VPC that the functions run in. From its subnets they must reach AWS CloudFormation's response URLs (Amazon S3),
   * and the endpoints of AWS Step Functions, Amazon DynamoDB, AWS CloudFormation and AWS Clean Rooms ML.
   *
   * @default - the functions run outside any VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets that the functions run in. Only with `vpc`. Functions in public subnets cannot reach the internet.
   *
   * @default - the VPC's default strategy
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the functions. Only with `vpc`.
   *
   * @default - with `vpc`, one new security group that allows all outbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Layers of the functions, 5 at most: for example one with a newer
   * `@aws-sdk/client-cleanroomsml` than that of the Lambda runtime.
   *
   * @default - none
   */
  readonly layers?: lambda.ILayerVersion[];

  /**
   * How long the functions' logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The removal policy of the functions' log groups.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The key that encrypts the log groups of the functions. The policy of a key of the app is extended. An imported key must
   * allow Amazon CloudWatch Logs to use it.
   *
   * @default - a key that Amazon CloudWatch Logs owns
   */
  readonly logEncryption?: kms.IKey;

  /**
   * Whether AWS X-Ray traces both functions and the state machine.
   *
   * @default false
   */
  readonly tracing?: boolean;

  /**
   * The reserved concurrency of each of the two functions, at least 1. Requests beyond it wait: a low value makes
   * deployments of many resources slower, and reserves capacity of the account.
   *
   * @default - the functions share the unreserved concurrency of the account
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * The memory of the functions, in megabytes: 128 to 10,240.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * The key that encrypts the functions' environment variables.
   *
   * @default - a key that AWS Lambda owns
   */
  readonly environmentEncryption?: kms.IKey;

  /**
   * The key that encrypts the table in which the functions note what they have started.
   *
   * @default - a key that Amazon DynamoDB owns
   */
  readonly ledgerEncryption?: kms.IKey;

  /**
   * Whether the table in which the functions note what they have started can be restored to a point in time. A table that
   * is restored is out of date: the functions read from the service what it does not have.
   *
   * @default false
   */
  readonly ledgerPointInTimeRecovery?: boolean;

  /**
   * The removal policy of the table in which the functions note what they have started. With `RETAIN`, the table stays when
   * the stack is deleted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly ledgerRemovalPolicy?: RemovalPolicy;
}

/**
 * Settings of the functions that manage the Clean Rooms ML resources: one set for each stack, made by the first construct
 * that needs it.
 *
 * They can be set for an app, a stage or a stack, before or after the constructs are made. For each setting the nearest
 * scope that sets it counts.
 *
 * @example
 * declare const app: App;
 * declare const stack: Stack;
 *
 * ProviderSettings.of(app).set({ logRetention: logs.RetentionDays.ONE_YEAR });
 * ProviderSettings.of(stack).set({ memorySize: 512 });
 */
export class ProviderSettings {
  /**
   * The settings of a scope.
   *
   * @param scope an app, a stage, a stack, or a construct that contains stacks
   */
  public static of(scope: IConstruct): ProviderSettings {
    requireArgument('ProviderSettings.of()', 'scope', scope, CONSTRUCT);
    const inside = scope.node.scopes.find((ancestor) => Stack.isStack(ancestor) && ancestor !== scope);
    if (inside !== undefined && !Stack.isStack(scope)) {
      throw new ValidationError(ERROR_NAME, `${scope.node.path}: settings hold for whole stacks, so they can be set for ${inside.node.path} or what contains it, got a construct in it`, scope);
    }
    return new ProviderSettings(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Sets what is given, and leaves the rest as it is.
   */
  public set(settings: ProviderSettingsProps): void {
    requireArgument('ProviderSettings.set()', 'settings', settings, structureOf({}));
    requireKinds(this.scope, settings, KINDS);
    throwIfInvalid(this.scope, problemsOfSettings({ ...settingsFor(this.scope), ...withoutAbsent(settings) }));
    addSettings(this.scope, settings);
    Provider.within(this.scope).forEach((provider) => provider.configure());
  }
}

const KINDS: KindsOf<ProviderSettingsProps> = {
  vpc: optional(VPC),
  vpcSubnets: optional(structureOf({})),
  securityGroups: optional(listOf(SECURITY_GROUP)),
  layers: optional(listOf(LAYER)),
  logRetention: optional(LOG_RETENTION),
  logRemovalPolicy: optional(REMOVAL_POLICY),
  logEncryption: optional(KEY),
  tracing: optional(BOOLEAN),
  reservedConcurrentExecutions: optional(ANY),
  memorySize: optional(ANY),
  environmentEncryption: optional(KEY),
  ledgerEncryption: optional(KEY),
  ledgerPointInTimeRecovery: optional(BOOLEAN),
  ledgerRemovalPolicy: optional(REMOVAL_POLICY),
};

function problemsOfSettings(settings: ProviderSettingsProps): Problem[] {
  const { vpc, vpcSubnets, securityGroups, layers, memorySize, reservedConcurrentExecutions } = settings;
  const alone = (path: string) => ({ path, message: 'needs vpc: set it as well, or leave this out' });
  return [
    ...(vpc === undefined && vpcSubnets !== undefined ? [alone('vpcSubnets')] : []),
    ...(vpc === undefined && securityGroups !== undefined ? [alone('securityGroups')] : []),
    ...problemsOfSubnets(settings),
    ...(layers !== undefined && layers.length > 5 ? [{ path: 'layers', message: `must have at most 5 entries, got ${layers.length}` }] : []),
    ...problemsOfValue({ type: 'integer', min: 128, max: 10_240, unit: 'MB' }, memorySize, 'memorySize'),
    ...(isBelowOne(reservedConcurrentExecutions)
      ? [{ path: 'reservedConcurrentExecutions', message: `must be a whole number of at least 1, got ${reservedConcurrentExecutions}` }]
      : []),
  ];
}

function isBelowOne(count: number | undefined): boolean {
  return count !== undefined && !Token.isUnresolved(count) && !(Number.isInteger(count) && count >= 1);
}

function problemsOfSubnets({ vpc, vpcSubnets }: ProviderSettingsProps): Problem[] {
  const publicIds = new Set(vpc?.publicSubnets.map((subnet) => subnet.subnetId));
  const inPublic = vpc?.selectSubnets(vpcSubnets).subnets.filter((subnet) => publicIds.has(subnet.subnetId)) ?? [];
  return inPublic.length > 0
    ? [{ path: 'vpcSubnets', message: `must be private, since functions in public subnets cannot reach AWS services, got ${inPublic.map(({ node }) => node.path).join(', ')}` }]
    : [];
}
