import {
  Annotations, Names, Resource, Token, aws_iam as iam,
  type Duration, type IResource, type ITaggableV2, type RemovalPolicy, type TagManager, type aws_kms as kms,
} from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import type { IConfiguredModelAlgorithmAssociationRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { ChannelCompute } from './channel-compute';
import { ChannelQuery } from './channel-query';
import { membershipArnOf, membershipIdIn, wellFormed } from './private/arn';
import { resolveAlias, problemsOfKey } from './private/key-access';
import {
  ANY, ASSOCIATION, DURATION, KEY, MEMBERSHIP, REMOVAL_POLICY, ROLE, instanceOf, optional, requireArgument, requireKinds, structureOf, type KindsOf,
} from './private/kind';
import { entriesOf, problemsOfTokenMaps } from './private/map-properties';
import { SUPPRESSIONS, explain } from './private/nag-suppressions';
import { mlActions, permissionsForMlInputChannel } from './private/permissions';
import { problemsOfAccount, problemsOfMember, problemsOfRegions } from './private/place';
import {
  ASSOCIATION_ARN, CREATE_ML_INPUT_CHANNEL, INPUT_CHANNEL_ARN, INPUT_CHANNEL_QUOTA, RESULT_FORMATS, SERVICE_PRINCIPAL, WORKER_TYPES,
} from './private/protocol/api-model';
import { NAMING, RESOURCE_TYPES, type MlInputChannelAttributes as HandlerAttributes, type MlInputChannelProperties } from './private/protocol/contract';
import { show, type MapShape, type Problem, type StringShape, type StructureShape } from './private/protocol/shape';
import { Provider } from './private/provider';
import { countAgainstQuota } from './private/quota-preflight';
import { ServiceResource, tagManagerFor } from './private/service-resource';
import { problemsOfRequest, problemsOfRequired, problemsOfValue, throwIfInvalid, type PropertyNames } from './private/validation';
import { ResultFormat } from './result-format';

/**
 * The data of a query in a collaboration, for trainings and inference jobs.
 */
export interface IMlInputChannel extends IResource {
  /**
   * The ARN of the ML input channel.
   *
   * @attribute
   */
  readonly mlInputChannelArn: string;

  /**
   * Grants the given identity the given actions on this ML input channel, on behalf of the membership that it belongs to.
   *
   * @param actions IAM actions, such as `cleanrooms-ml:GetMLInputChannel`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the given identity permissions to read this ML input channel: its status and its size, not its data.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of an ML input channel.
 *
 * The API has no update operation. Tags are updated in place, and a changed description applies to the next channel that is created.
 * Any other change replaces the channel: its query runs again, which costs and takes from the privacy budget of every table that it
 * reads, and the models that use the channel train again. The replaced channel's data is deleted when the deployment has succeeded.
 */
export interface MlInputChannelProps {
  /**
   * The membership that queries: a `CfnMembership`, or one from `Membership.fromMembershipId()`. It has to be the member that can query,
   * and a membership of the stack's account.
   */
  readonly membership: IMembershipRef;

  /**
   * The association that the data is for: a `ConfiguredModelAlgorithmAssociation`, a `CfnConfiguredModelAlgorithmAssociation`, or another
   * member's association by its ARN. A channel belongs to one association.
   *
   * The owner of each table that the query reads has to allow the association in the analysis rule of the table.
   */
  readonly association: IConfiguredModelAlgorithmAssociationRef;

  /**
   * The query whose result is the data.
   */
  readonly query: ChannelQuery;

  /**
   * How long the data is kept. Must be 1 to 30 days, in whole days. A channel whose data has expired cannot be used for trainings any
   * more. To query again, change the `revision`.
   */
  readonly retention: Duration;

  /**
   * What the query runs on.
   *
   * @default - the service's default: 16 workers of type CR.1X
   */
  readonly compute?: ChannelCompute;

  /**
   * The format of the data.
   *
   * @default - the service's default: `ResultFormat.CSV`
   */
  readonly resultFormat?: ResultFormat;

  /**
   * The role by which the service queries. It has to trust `cleanrooms-ml.amazonaws.com` and to be of the stack's account. It gets its
   * permissions when CDK can change it.
   *
   * @default - a new role that is allowed to run protected queries on behalf of the membership
   */
  readonly role?: iam.IRole;

  /**
   * The key that encrypts the data. The key's policy is extended when it is a key of the app.
   *
   * @default - a key that the service owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The ID of the member account that pays for the query.
   *
   * @default - the member that the collaboration says
   */
  readonly computePayerAccountId?: string;

  /**
   * The ID of the member account that pays for synthetic data, where the analysis template generates some.
   *
   * @default - the member that the collaboration says
   */
  readonly syntheticDataPayerAccountId?: string;

  /**
   * The revision of the data, such as a date. Must be 1 to 255 characters. Change it to query again although no other property has changed,
   * for instance because the tables have new data.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * The channel's name. Must be 1 to 63 characters on one line. The replacement is created first, so a channel with a fixed name cannot be
   * replaced unless the name changes too.
   *
   * @default - a name that is made from the construct's path and its properties, and that a replacement does not share
   */
  readonly mlInputChannelName?: string;

  /**
   * What the channel is for: at most 255 characters. A change does not replace the channel: it applies to the next channel that is created.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The removal policy of the channel. With `RemovalPolicy.DESTROY` its data is deleted. The service keeps the entry of the channel.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Attributes for importing an ML input channel.
 */
export interface MlInputChannelAttributes {
  /**
   * The ARN of the ML input channel.
   */
  readonly mlInputChannelArn: string;

  /**
   * The ARN of the association that the channel belongs to. A model of another association that uses the channel gets a warning.
   *
   * @default - not known
   */
  readonly configuredModelAlgorithmAssociationArn?: string;

  /**
   * The format of the data. It is compared with what the containers of an algorithm read, where the algorithm has a specification.
   *
   * @default - not known
   */
  readonly resultFormat?: ResultFormat;
}

abstract class MlInputChannelBase extends Resource implements IMlInputChannel {
  public abstract readonly mlInputChannelArn: string;

  /** @internal */
  public abstract readonly _associationArn?: string;
  /** @internal */
  public abstract readonly _membershipIdentifier: string;
  /** @internal */
  public abstract readonly _resultFormat?: string;
  /** @internal */
  protected abstract readonly _membershipArn: string;

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.mlInputChannelArn] })
      .combine(iam.Grant.addToPrincipal({ grantee, actions: ['cleanrooms:PassMembership'], resourceArns: [this._membershipArn] }));
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('GetMLInputChannel'));
  }
}

/**
 * The result of a query in a collaboration, as data for trainings and inference jobs.
 *
 * The query runs when the channel is created, and costs. The deployment waits for its end, and fails when it fails. The channel is used
 * by any number of models. A channel of its own is recommended for inference.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/create-ml-input-channel.html
 * @resource Custom::CleanRoomsMLMLInputChannel
 */
@propertyInjectable
export class MlInputChannel extends MlInputChannelBase implements ITaggableV2 {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.MlInputChannel';

  /**
   * Imports an ML input channel by its ARN.
   */
  public static fromMlInputChannelArn(scope: Construct, id: string, mlInputChannelArn: string): IMlInputChannel {
    return MlInputChannel.fromMlInputChannelAttributes(scope, id, { mlInputChannelArn });
  }

  /**
   * Imports an ML input channel by its attributes.
   */
  public static fromMlInputChannelAttributes(scope: Construct, id: string, attributes: MlInputChannelAttributes): IMlInputChannel {
    requireArgument('MlInputChannel.fromMlInputChannelAttributes()', 'attributes', attributes, structureOf({}));
    class Import extends MlInputChannelBase {
      public readonly mlInputChannelArn = attributes.mlInputChannelArn;
      /** @internal */
      public readonly _associationArn = attributes.configuredModelAlgorithmAssociationArn;
      /** @internal */
      public readonly _resultFormat = attributes.resultFormat ?? undefined;
      /** @internal */
      public readonly _membershipIdentifier: string;
      /** @internal */
      protected readonly _membershipArn: string;

      constructor() {
        super(scope, id, { environmentFromArn: wellFormed(attributes.mlInputChannelArn) });
        throwIfInvalid(this, [
          ...problemsOfRequired(INPUT_CHANNEL_ARN, this.mlInputChannelArn, 'mlInputChannelArn'),
          ...problemsOfValue(ASSOCIATION_ARN, this._associationArn, 'configuredModelAlgorithmAssociationArn'),
          ...problemsOfValue({ type: 'string', values: RESULT_FORMATS }, this._resultFormat, 'resultFormat'),
        ]);
        this._membershipIdentifier = membershipIdIn(this.mlInputChannelArn);
        this._membershipArn = membershipArnOf(this, this.mlInputChannelArn);
      }
    }
    return new Import();
  }

  /**
   * The role by which the service queries.
   */
  public readonly role: iam.IRole;

  /**
   * The tags of the ML input channel. Not for use in apps: use `Tags.of()`.
   */
  public readonly cdkTagManager: TagManager = tagManagerFor(RESOURCE_TYPES.mlInputChannel);

  /** @internal */
  public readonly _associationArn: string;
  /** @internal */
  public readonly _resultFormat: string;
  /** @internal */
  public readonly _membershipIdentifier: string;
  /** @internal */
  protected readonly _membershipArn: string;
  private readonly resource: ServiceResource<MlInputChannelProperties, HandlerAttributes>;

  constructor(scope: Construct, id: string, props: MlInputChannelProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { membershipIdentifier, membershipArn } = props.membership.membershipRef;
    const { configuredModelAlgorithmAssociationArn: associationArn } = props.association.configuredModelAlgorithmAssociationRef;
    const member = { path: 'membership', arn: membershipArn, env: props.membership.env };
    const encryptionKey = resolveAlias(props.encryptionKey);
    this._membershipIdentifier = membershipIdentifier;
    this._membershipArn = membershipArn;
    this._associationArn = associationArn;
    this._resultFormat = props.resultFormat ?? DEFAULT_RESULT_FORMAT;
    this.role = props.role ?? new iam.Role(this, 'Role', {
      description: 'Queries the data of an ML input channel',
      assumedBy: new iam.ServicePrincipal(SERVICE_PRINCIPAL),
    });
    const properties = this.toProperties(props, { membershipIdentifier, associationArn, kmsKeyArn: encryptionKey?.keyArn });
    const template = props.query._analysisTemplateArn;
    throwIfInvalid(this, [
      ...problemsOfChannel(properties, props).filter(({ path }) => path !== 'role' || !iam.Role.isRole(this.role)),
      ...problemsOfKey(encryptionKey),
      ...problemsOfRegions(this, [
        member,
        { path: 'association', arn: associationArn, env: props.association.env },
        ...(template === undefined ? [] : [{ path: 'query.analysisTemplate', arn: template }]),
        ...(encryptionKey === undefined ? [] : [{ path: 'encryptionKey', arn: encryptionKey.keyArn, env: encryptionKey.env }]),
      ]),
      ...problemsOfMember(this, member),
      ...problemsOfAccount(this, { path: 'role', arn: this.role.roleArn, env: this.role.env }, 'a role'),
    ]);
    this.warnOfWorkerType(props.compute);
    countAgainstQuota(this, { id: 'inputChannelQuota', limit: INPUT_CHANNEL_QUOTA, what: 'ML input channels of membership' }, membershipIdentifier);

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForMlInputChannel(this.stack, {
      membership: props.membership, associationArn, roleArn: this.role.roleArn, encryptionKey,
    }));
    this.resource = new ServiceResource<MlInputChannelProperties, HandlerAttributes>(this, {
      type: RESOURCE_TYPES.mlInputChannel,
      provider,
      policy,
      properties,
      tags: this.cdkTagManager,
      propertyNames: PROPERTY_NAMES,
      sizeAdvice: 'Put a long query into an analysis template',
      removalPolicy: props.removalPolicy,
    });
    this.allowQuerying(membershipArn);
    // What the role may do is there before the service tries it.
    this.resource.dependOn(this.role);
    const maps = {
      'query.parameters': { map: props.query._parameters, shape: PARAMETERS },
      'compute.spark': { map: props.compute?._spark, shape: SPARK },
    };
    this.node.addValidation({ validate: () => problemsOfTokenMaps(this.stack, maps) });
  }

  /**
   * The ARN of the ML input channel.
   *
   * @attribute
   */
  public get mlInputChannelArn(): string {
    return this.resource.attribute('MlInputChannelArn');
  }

  /**
   * The name of the ML input channel.
   *
   * @attribute
   */
  public get mlInputChannelName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * The ID of the protected query whose result the data is.
   *
   * @attribute
   */
  public get protectedQueryIdentifier(): string {
    return this.resource.attribute('ProtectedQueryIdentifier');
  }

  /**
   * The number of records; an empty string when the service does not tell it.
   *
   * @attribute
   */
  public get numberOfRecords(): string {
    return this.resource.attribute('NumberOfRecords');
  }

  /**
   * The number of files; an empty string when the service does not tell it.
   *
   * @attribute
   */
  public get numberOfFiles(): string {
    return this.resource.attribute('NumberOfFiles');
  }

  /**
   * The size of the data in GB; an empty string when the service does not tell it.
   *
   * @attribute
   */
  public get sizeInGb(): string {
    return this.resource.attribute('SizeInGb');
  }

  /**
   * How often the data could still be read when the channel was last deployed: what is left of the access budget of the table that has the
   * least left. Each query, training and inference job takes 1. An empty string when no table has a budget.
   *
   * @attribute
   */
  public get privacyBudgetLeft(): string {
    return this.resource.attribute('PrivacyBudgetLeft');
  }

  private toProperties(
    props: MlInputChannelProps, references: { membershipIdentifier: string; associationArn: string; kmsKeyArn?: string },
  ): Properties {
    const { query, compute, computePayerAccountId, syntheticDataPayerAccountId } = props;
    return {
      Label: Names.uniqueResourceName(this, { maxLength: NAMING.maxLabel, separator: '-', allowedSpecialCharacters: '-_' }),
      Name: props.mlInputChannelName,
      Request: {
        membershipIdentifier: references.membershipIdentifier,
        configuredModelAlgorithmAssociations: [references.associationArn],
        inputChannel: {
          dataSource: {
            protectedQueryInputParameters: {
              sqlParameters: query._analysisTemplateArn === undefined ? undefined : { analysisTemplateArn: query._analysisTemplateArn },
              computeConfiguration: compute && { worker: { type: compute._type.name, number: compute._count } },
              resultFormat: props.resultFormat,
            },
          },
          roleArn: this.role.roleArn,
        },
        retentionInDays: props.retention.toDays({ integral: false }),
        description: props.description,
        kmsKeyArn: references.kmsKeyArn,
        payerConfiguration: computePayerAccountId === undefined && syntheticDataPayerAccountId === undefined
          ? undefined
          : { computePayerAccountId, syntheticDataPayerAccountId },
      },
      Query: query._queryString,
      QueryParameters: entriesOf(query._parameters),
      SparkProperties: entriesOf(compute?._spark),
      Revision: props.revision,
    };
  }

  private allowQuerying(membershipArn: string): void {
    const statements = [
      new iam.PolicyStatement({
        actions: ['cleanrooms:StartProtectedQuery', 'cleanrooms:GetSchema', 'cleanrooms:GetCollaborationAnalysisTemplate'],
        resources: ['*'],
      }),
      new iam.PolicyStatement({ actions: ['cleanrooms:GetProtectedQuery', 'cleanrooms:UpdateProtectedQuery'], resources: [membershipArn] }),
    ];
    statements.forEach((statement) => this.role.addToPrincipalPolicy(statement));
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) {
      explain(policy, SUPPRESSIONS.mlInputChannel);
    }
  }

  private warnOfWorkerType(compute: ChannelCompute | undefined): void {
    const type = compute?._type.name;
    if (type !== undefined && !Token.isUnresolved(type) && WORKER_TYPES[type] === undefined) {
      Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:unknownWorkerType',
        `compute has workers of type ${type}, which this version of cdk-cleanrooms-ml does not know; if Clean Rooms ML does not either, the deployment fails.`);
    }
  }
}

type Properties = Omit<MlInputChannelProperties, 'PropertyFormat' | 'Tags'>;

const KINDS: KindsOf<MlInputChannelProps> = {
  membership: MEMBERSHIP,
  association: ASSOCIATION,
  query: instanceOf(ChannelQuery, 'a ChannelQuery, such as ChannelQuery.sql()', (value) => (
    typeof value === 'string' ? `ChannelQuery.${value.startsWith('arn:') ? 'analysisTemplateArn' : 'sql'}(${show(value)})` : undefined)),
  retention: { ...DURATION, instead: (value) => (typeof value === 'number' ? `Duration.days(${value})` : undefined) },
  compute: optional(instanceOf(ChannelCompute, 'a ChannelCompute, such as ChannelCompute.workers()')),
  resultFormat: optional(ANY),
  role: optional(ROLE),
  encryptionKey: optional(KEY),
  computePayerAccountId: optional(ANY),
  syntheticDataPayerAccountId: optional(ANY),
  revision: optional(ANY),
  mlInputChannelName: optional(ANY),
  description: optional(ANY),
  removalPolicy: optional(REMOVAL_POLICY),
};

/** That of the service. */
const DEFAULT_RESULT_FORMAT = ResultFormat.CSV;

function memberOf(shape: StructureShape, ...path: string[]): unknown {
  return path.reduce((member, name) => (member as StructureShape).members[name] as StructureShape, shape);
}

const QUERY = ['inputChannel', 'dataSource', 'protectedQueryInputParameters'];
const PARAMETERS = memberOf(CREATE_ML_INPUT_CHANNEL, ...QUERY, 'sqlParameters', 'parameters') as MapShape;
const SPARK = memberOf(CREATE_ML_INPUT_CHANNEL, ...QUERY, 'computeConfiguration', 'worker', 'properties', 'spark') as MapShape;
const NEW_WORKER_TYPE: StringShape = { type: 'string', pattern: /CR\.[0-9]+X/, meaning: 'a worker type such as CR.1X' };

const PROPERTY_NAMES: PropertyNames = [
  [/^name$/, 'mlInputChannelName'],
  [/^membershipIdentifier$/, 'membership'],
  [/^configuredModelAlgorithmAssociations(\[0\])?/, 'association'],
  [/^inputChannel\.roleArn$/, 'role'],
  [/^inputChannel\.dataSource\.protectedQueryInputParameters\./, ''],
  [/^sqlParameters\.queryString$/, 'query'],
  [/^sqlParameters\.analysisTemplateArn$/, 'query.analysisTemplate'],
  [/^(sqlParameters\.parameters|queryParameters)/, 'query.parameters'],
  [/^computeConfiguration\.worker\.type$/, 'compute.type'],
  [/^computeConfiguration\.worker\.number$/, 'compute.count'],
  [/^(computeConfiguration\.worker\.properties\.spark|sparkProperties)/, 'compute.spark'],
  [/^retentionInDays$/, 'retention'],
  [/^kmsKeyArn$/, 'encryptionKey'],
  [/^payerConfiguration\./, ''],
];

function problemsOfChannel({ Label, Name, Request, Query, Revision }: Properties, { query, compute }: MlInputChannelProps): Problem[] {
  const { protectedQueryInputParameters: given } = Request.inputChannel.dataSource;
  const { type, number } = given.computeConfiguration?.worker ?? {};
  const limits = type === undefined ? undefined : WORKER_TYPES[type];
  const request = {
    ...Request,
    name: Name ?? Label,
    inputChannel: {
      ...Request.inputChannel,
      dataSource: {
        protectedQueryInputParameters: {
          ...given,
          sqlParameters: { ...given.sqlParameters, queryString: Query, parameters: query._parameters },
          // Types and numbers depend on each other.
          computeConfiguration: compute && {
            worker: { number: limits === undefined ? number : undefined, properties: { spark: compute._spark ?? {} } },
          },
        },
      },
    },
  };
  return [
    ...problemsOfRequest(CREATE_ML_INPUT_CHANNEL, request, PROPERTY_NAMES),
    ...problemsOfValue(NEW_WORKER_TYPE, type, 'compute.type'),
    ...(limits === undefined ? [] : problemsOfValue({ type: 'integer', ...limits }, number, 'compute.count')
      .map(({ path, message }) => ({ path, message: message.replace(/, got/, ` of ${type}, got`) }))),
    ...(typeof Query === 'string' && Query.trim() === '' ? [{ path: 'query', message: `must be SQL text, got ${show(Query)}` }] : []),
    ...problemsOfValue({ type: 'string', minLength: 1, maxLength: 255 }, Revision, 'revision'),
  ];
}
