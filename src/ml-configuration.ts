import { Names, RemovalPolicy, Resource, Token, aws_iam as iam, aws_logs as logs, type IResource, type aws_kms as kms, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CLOUDWATCH_NAMES } from './private/cloudwatch-names';
import { resolveAlias, problemsOfKey } from './private/key-access';
import { ANY, BOOLEAN, BUCKET, KEY, LOG_RETENTION, MEMBERSHIP, REMOVAL_POLICY, ROLE, optional, requireKinds, type KindsOf } from './private/kind';
import { allowLogsToUse } from './private/log-encryption';
import { SUPPRESSIONS, explain } from './private/nag-suppressions';
import { permissionsForMlConfiguration } from './private/permissions';
import { problemsOfMember, problemsOfRegions } from './private/place';
import { PUT_ML_CONFIGURATION, SERVICE_PRINCIPAL } from './private/protocol/api-model';
import { NAMING, RESOURCE_TYPES, type MlConfigurationAttributes, type MlConfigurationProperties } from './private/protocol/contract';
import { show, type Problem } from './private/protocol/shape';
import { Provider } from './private/provider';
import { ServiceResource } from './private/service-resource';
import { pathOf, problemsOfRequest, throwIfInvalid, type PropertyNames } from './private/validation';

/**
 * The ML configuration of a membership.
 */
export interface IMlConfiguration extends IResource {
  /**
   * The ID of the membership.
   *
   * @attribute
   */
  readonly membershipIdentifier: string;

  /**
   * Where models and outputs that this member receives are stored, as `s3://bucket/prefix`. An empty string without a bucket.
   *
   * @attribute
   */
  readonly outputS3Uri: string;
}

/**
 * Properties of an ML configuration.
 *
 * Every change is made in place.
 */
export interface MlConfigurationProps {
  /**
   * The membership: an `AWS::CleanRooms::Membership` of the app, or what `Membership.fromMembershipId()` gives. It has to be a
   * membership of the stack's account. Another membership is another ML configuration.
   */
  readonly membership: IMembershipRef;

  /**
   * The bucket for the models and outputs that this member receives. It has to be in the Region of the collaboration.
   *
   * @default - this member receives logs and metrics alone
   */
  readonly bucket?: s3.IBucket;

  /**
   * What the keys of the objects begin with, without a slash at its beginning or end. The service adds
   * `/<collaboration>/<model name>/<account>/<job name>`.
   *
   * @default - the objects are at the top of the bucket
   */
  readonly prefix?: string;

  /**
   * The key that encrypts the bucket. Its policy has to leave permissions to IAM, as CDK's keys do.
   *
   * @default - the key that the bucket is known to have
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The role by which the service writes. It has to trust `cleanrooms-ml.amazonaws.com`. It gets its permissions when CDK can
   * change it.
   *
   * @default - a new role that the service can assume for this membership alone, and that is allowed to write objects below
   * the prefix, and logs and metrics below `/aws/cleanroomsml/`
   */
  readonly role?: iam.IRole;

  /**
   * Whether to take the place of an ML configuration that the membership has already. It is this construct's from then on, and
   * goes with it. Without this, the deployment fails and changes nothing.
   *
   * @default false
   */
  readonly adopt?: boolean;

  /**
   * How long the logs of trainings and inference jobs are kept that this member receives. With this, the stack makes both log
   * groups beforehand, and they go with it. They are those of the account in this Region, for all of its memberships: one ML
   * configuration of them can have this. The deployment fails where a log group is there already.
   *
   * @default - the service makes the log groups when it writes to them first. They never expire, and stay when the stack is
   * deleted
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The removal policy of the log groups. Only with `logRetention`.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The key that encrypts the log groups. Only with `logRetention`. The policy of a key of the app is extended. An imported
   * key must allow Amazon CloudWatch Logs to use it.
   *
   * @default - a key that Amazon CloudWatch Logs owns
   */
  readonly logEncryption?: kms.IKey;

  /**
   * The removal policy of the ML configuration.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Where a member of a collaboration receives models and outputs, and the role that writes them, logs and metrics.
 *
 * A membership has one at most. Every member that receives logs, metrics, exported models or inference output needs one:
 * without it, logs are lost.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_PutMLConfiguration.html
 * @resource Custom::CleanRoomsMLMLConfiguration
 */
@propertyInjectable
export class MlConfiguration extends Resource implements IMlConfiguration {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.MlConfiguration';

  /**
   * The role by which the service writes.
   */
  public readonly role: iam.IRole;

  /**
   * The log group of trainings. Undefined without `logRetention`.
   */
  public readonly trainingLogGroup?: logs.ILogGroup;

  /**
   * The log group of inference jobs. Undefined without `logRetention`.
   */
  public readonly inferenceLogGroup?: logs.ILogGroup;

  /** @internal */
  public readonly _membershipIdentifier: string;
  private readonly resource: ServiceResource<MlConfigurationProperties, MlConfigurationAttributes>;

  constructor(scope: Construct, id: string, props: MlConfigurationProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { bucket, prefix } = props;
    const { membershipIdentifier, membershipArn } = props.membership.membershipRef;
    const member = { path: 'membership', arn: membershipArn, env: props.membership.env };
    const encryptionKey = resolveAlias(props.encryptionKey ?? bucket?.encryptionKey);
    this._membershipIdentifier = membershipIdentifier;
    this.role = props.role ?? new iam.Role(this, 'Role', {
      description: 'Writes models, outputs, logs and metrics that a member of a collaboration receives',
      assumedBy: new iam.ServicePrincipal(SERVICE_PRINCIPAL, {
        conditions: { StringEquals: { 'aws:SourceAccount': this.stack.account }, ArnLike: { 'aws:SourceArn': membershipArn } },
      }),
    });
    const request: MlConfigurationProperties['Request'] = {
      membershipIdentifier,
      defaultOutputLocation: {
        destination: bucket && { s3Destination: { s3Uri: ['s3:/', bucket.bucketName, ...prefix === undefined ? [] : [prefix]].join('/') } },
        roleArn: this.role.roleArn,
      },
    };
    throwIfInvalid(this, [
      ...problemsOfRequest(PUT_ML_CONFIGURATION, request, PROPERTY_NAMES).filter(({ path }) => path !== 'role' || !iam.Role.isRole(this.role)),
      ...problemsOfPrefix(prefix, bucket),
      ...problemsOfLogs(props),
      ...problemsOfKey(encryptionKey),
      ...problemsOfRegions(this, [
        member,
        ...(bucket === undefined ? [] : [{ path: 'bucket', arn: bucket.bucketArn, env: bucket.env }]),
        ...(encryptionKey === undefined ? [] : [{ path: 'encryptionKey', arn: encryptionKey.keyArn, env: encryptionKey.env }]),
      ]),
      ...problemsOfMember(this, member),
    ]);
    this.node.addValidation({ validate: () => this.problemsOfOthers() });

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForMlConfiguration({ membership: props.membership, roleArn: this.role.roleArn }));
    this.resource = new ServiceResource<MlConfigurationProperties, MlConfigurationAttributes>(this, {
      type: RESOURCE_TYPES.mlConfiguration,
      provider,
      policy,
      properties: {
        Label: Names.uniqueResourceName(this, { maxLength: NAMING.maxLabel, separator: '-', allowedSpecialCharacters: '-_' }),
        Request: request,
        Adopt: String(props.adopt ?? false),
      },
      propertyNames: PROPERTY_NAMES,
      removalPolicy: props.removalPolicy,
    });
    this.allowWriting(bucket, prefix, encryptionKey);
    // What the role may do is there before the service tries it.
    this.resource.dependOn(this.role);
    this.trainingLogGroup = this.createLogGroup('TrainingLogs', CLOUDWATCH_NAMES.trainings, props);
    this.inferenceLogGroup = this.createLogGroup('InferenceLogs', CLOUDWATCH_NAMES.inferenceJobs, props);
    if (props.logEncryption !== undefined) {
      allowLogsToUse(props.logEncryption, this);
    }
  }

  /**
   * The ID of the membership.
   *
   * @attribute
   */
  public get membershipIdentifier(): string {
    return this.resource.attribute('MembershipIdentifier');
  }

  /**
   * Where models and outputs that this member receives are stored, as `s3://bucket/prefix`. An empty string without a bucket.
   *
   * @attribute
   */
  public get outputS3Uri(): string {
    return this.resource.attribute('S3Uri');
  }

  private createLogGroup(id: string, logGroupName: string, props: MlConfigurationProps): logs.ILogGroup | undefined {
    if (props.logRetention === undefined) {
      return undefined;
    }
    const logGroup = new logs.LogGroup(this, id, {
      logGroupName,
      retention: props.logRetention,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.DESTROY,
      encryptionKey: props.logEncryption,
    });
    // The log group outlives the role: a training that ends late would make it again.
    this.role.node.tryFindChild('DefaultPolicy')?.node.addDependency(logGroup);
    this.resource.dependOn(logGroup);
    return logGroup;
  }

  private allowWriting(bucket: s3.IBucket | undefined, prefix: string | undefined, encryptionKey: kms.IKey | undefined): void {
    const logGroups = this.stack.formatArn({ service: 'logs', resource: `log-group:${CLOUDWATCH_NAMES.all}` });
    const objects = bucket?.arnForObjects(prefix === undefined ? '*' : `${prefix}/*`);
    const statements = [
      new iam.PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroups],
      }),
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringLike: { 'cloudwatch:namespace': CLOUDWATCH_NAMES.all } },
      }),
      ...bucket === undefined ? [] : [new iam.PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [objects!],
        conditions: { StringEquals: { 's3:ResourceAccount': bucket.env.account } },
      })],
      ...bucket === undefined || encryptionKey === undefined ? [] : [new iam.PolicyStatement({
        actions: ['kms:Encrypt', 'kms:GenerateDataKey*'],
        resources: [encryptionKey.keyArn],
        // With a bucket key, the context is the bucket, and not the object.
        conditions: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, objects!] } },
      })],
    ];
    for (const statement of statements) {
      this.role.addToPrincipalPolicy(statement);
    }
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) {
      explain(policy, SUPPRESSIONS.mlConfiguration);
    }
  }

  /** Each would take the place of the other, at each deployment. */
  private problemsOfOthers(): string[] {
    const others = this.node.root.node.findAll().filter((other): other is MlConfiguration => other instanceof MlConfiguration && other !== this);
    return [
      ...others.filter((other) => other._membershipIdentifier === this._membershipIdentifier)
        .map((other) => `membership must be one that no other MlConfiguration has, since a membership has one at most, got that of ${show(pathOf(other))}`),
      ...others.filter((other) => this.hasLogGroupsOf(other))
        .map((other) => `logRetention must be left out, since the log groups are those of ${show(pathOf(other))}: an account has one of each in a Region`),
    ];
  }

  /** Whether both have log groups in one account and Region, as far as that is known. */
  private hasLogGroupsOf(other: MlConfiguration): boolean {
    const { account, region } = this.stack;
    const isInOnePlace = this.stack === other.stack
      || (!Token.isUnresolved(account) && !Token.isUnresolved(region) && this.stack.environment === other.stack.environment);
    return isInOnePlace && this.trainingLogGroup !== undefined && other.trainingLogGroup !== undefined;
  }
}

const KINDS: KindsOf<MlConfigurationProps> = {
  membership: MEMBERSHIP,
  bucket: optional(BUCKET),
  prefix: optional(ANY),
  encryptionKey: optional(KEY),
  role: optional(ROLE),
  adopt: optional(BOOLEAN),
  logRetention: optional(LOG_RETENTION),
  logRemovalPolicy: optional(REMOVAL_POLICY),
  logEncryption: optional(KEY),
  removalPolicy: optional(REMOVAL_POLICY),
};

const PROPERTY_NAMES: PropertyNames = [
  [/^membershipIdentifier$/, 'membership'],
  [/^defaultOutputLocation\.roleArn$/, 'role'],
  [/^defaultOutputLocation\.destination.*/, 'bucket and prefix'],
];

function problemsOfPrefix(prefix: unknown, bucket: s3.IBucket | undefined): Problem[] {
  if (prefix === undefined || Token.isUnresolved(prefix)) {
    return [];
  }
  if (typeof prefix !== 'string' || prefix === '' || prefix.startsWith('/') || prefix.endsWith('/')) {
    return [{ path: 'prefix', message: `must be text without a slash at its beginning or end, such as "models", got ${show(prefix)}` }];
  }
  return bucket === undefined ? [{ path: 'prefix', message: `must not be given without a bucket, got ${show(prefix)}` }] : [];
}

function problemsOfLogs({ logRetention, logRemovalPolicy, logEncryption }: MlConfigurationProps): Problem[] {
  const message = 'needs logRetention: set it as well, or leave this out';
  return logRetention !== undefined ? [] : Object.entries({ logRemovalPolicy, logEncryption })
    .filter(([, value]) => value !== undefined)
    .map(([path]) => ({ path, message }));
}
