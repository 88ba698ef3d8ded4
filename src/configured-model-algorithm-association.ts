import { Names, Resource, aws_iam as iam, type IResource, type ITaggableV2, type RemovalPolicy, type TagManager } from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import type {
  ConfiguredModelAlgorithmAssociationReference, IConfiguredModelAlgorithmAssociationRef, IConfiguredModelAlgorithmRef,
} from 'aws-cdk-lib/aws-cleanroomsml';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { AlgorithmSpecification } from './algorithm-specification';
import { EntityType } from './entity-type';
import { PrivacyPolicy, PrivacyPolicyBuilder } from './privacy-policy';
import { membershipArnOf, membershipIdIn, wellFormed } from './private/arn';
import { ALGORITHM, ANY, MEMBERSHIP, REMOVAL_POLICY, instanceOf, optional, requireArgument, requireKinds, structureOf, type KindsOf } from './private/kind';
import { mlActions, permissionsForAssociation } from './private/permissions';
import { problemsOfMember, problemsOfRegions } from './private/place';
import { ASSOCIATION_ARN, CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION } from './private/protocol/api-model';
import type { PrivacyConfiguration } from './private/protocol/api-requests';
import { NAMING, RESOURCE_TYPES, type AssociationAttributes, type AssociationProperties } from './private/protocol/contract';
import type { Problem } from './private/protocol/shape';
import { Provider } from './private/provider';
import { ServiceResource, tagManagerFor } from './private/service-resource';
import { SPECIFICATION_KIND, specificationOf } from './private/specification-source';
import { TRAINING_DEFINITION_SHAPE, trainingDefinitionBehind } from './private/training-definition';
import {
  problemsOfDuplicates, problemsOfRegularExpression, problemsOfRequest, problemsOfRequired, problemsOfValue, throwIfInvalid, type PropertyNames,
} from './private/validation';

/**
 * A configured model algorithm in a collaboration.
 */
export interface IConfiguredModelAlgorithmAssociation extends IResource, IConfiguredModelAlgorithmAssociationRef {
  /**
   * The ARN of the association.
   *
   * @attribute
   */
  readonly configuredModelAlgorithmAssociationArn: string;

  /**
   * The training definition of the algorithm: a digest of the image, the entrypoint and the arguments of its training
   * container. Trained models train again when it changes. An empty string when the container is not known. Trained models
   * then train again when the ARN of the association changes.
   *
   * @attribute
   */
  readonly trainingDefinition: string;

  /**
   * What the containers of the algorithm accept, where it is known. Trained models and inference jobs are checked against it.
   */
  readonly specification?: AlgorithmSpecification;

  /**
   * What a member that contributes data allows, to have its data used with this association: an entry of
   * `allowedAdditionalAnalyses` in the analysis rule of a configured table association. It allows every association of this
   * membership, so that the rule still holds when the association is replaced.
   *
   * @see https://docs.aws.amazon.com/clean-rooms/latest/apireference/API_ConfiguredTableAssociationAnalysisRuleCustom.html
   */
  readonly allowedAnalysis: string;

  /**
   * Grants the given identity the given actions on this association, on behalf of the membership that it belongs to.
   *
   * @param actions IAM actions, such as `cleanrooms-ml:GetConfiguredModelAlgorithmAssociation`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the given identity permissions to read this association.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants the given identity permissions to train models with this association.
   *
   * @param membership the membership on behalf of which models are trained; it need not be the association's
   */
  grantTrain(grantee: iam.IGrantable, membership: IMembershipRef): iam.Grant;
}

/**
 * Properties of an association of a configured model algorithm with a collaboration.
 *
 * The API has no update operation. Tags are updated in place, and a changed description applies to the next association
 * that is created. Any other change replaces the association. Trained models use the replacement for their next training;
 * they train again only when the training container of the algorithm changes, or when that is not known.
 *
 * The replaced association is deleted when the deployment has succeeded. When a training, an ML input channel or an inference
 * job still depends on it, the replacement deletes it later: with each update of its own, and with its own deletion.
 *
 * The replacement is created first, so an association with a fixed name cannot be replaced unless the name changes too.
 */
export interface ConfiguredModelAlgorithmAssociationProps {
  /**
   * The membership in the collaboration that the algorithm becomes part of: a `CfnMembership`, or one from
   * `Membership.fromMembershipId()`.
   */
  readonly membership: IMembershipRef;

  /**
   * The algorithm: a `ConfiguredModelAlgorithm` or a `CfnConfiguredModelAlgorithm`. Trained models train again when its
   * training container changes. Of an algorithm that is imported by its ARN alone the container is not known, so trained
   * models train again whenever the association is replaced.
   */
  readonly algorithm: IConfiguredModelAlgorithmRef;

  /**
   * What may leave the clean room. You must state it explicitly; `PrivacyPolicy.mostPrivate()` is the strictest.
   *
   * A change replaces the association and trains nothing. Existing versions keep the policy that they were trained under.
   * To train under the new policy, change the `revision` of the trained models.
   */
  readonly privacyPolicy: PrivacyPolicy;

  /**
   * The association's name: 1 to 63 characters on one line.
   *
   * @default - a name that is made from the construct's path and its properties, and that a replacement does not share
   */
  readonly configuredModelAlgorithmAssociationName?: string;

  /**
   * What the association is for: at most 255 characters. A change does not replace the association: it applies to the
   * next association that is created.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The removal policy of the association.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Attributes for importing an association.
 */
export interface ConfiguredModelAlgorithmAssociationAttributes {
  /**
   * The ARN of the association. It can be another member's.
   */
  readonly configuredModelAlgorithmAssociationArn: string;

  /**
   * The `trainingDefinition` of the association, as the construct that manages it exposes it: 26 lower-case letters and
   * digits.
   *
   * With it, trained models train again only when the training container of the algorithm changes, and not when the
   * association is replaced for another reason. The member that manages the association exports it (`CfnOutput`), and the
   * member that trains gives it here. Giving it to models that are trained already counts as a change, once. An
   * empty string counts as not known.
   *
   * @default - not known: trained models train again when the ARN changes
   */
  readonly trainingDefinition?: string;

  /**
   * What the containers of the algorithm accept, for example from a file of the model provider: `AlgorithmSpecification.fromJson()`.
   * Trained models and inference jobs are checked against it.
   *
   * @default - nothing is checked against what the containers accept
   */
  readonly specification?: AlgorithmSpecification;
}

abstract class ConfiguredModelAlgorithmAssociationBase extends Resource implements IConfiguredModelAlgorithmAssociation {
  public abstract readonly configuredModelAlgorithmAssociationArn: string;
  public abstract readonly trainingDefinition: string;
  public abstract readonly specification?: AlgorithmSpecification;

  /**
   * The ARN of the membership that the association belongs to.
   *
   * @internal
   */
  protected abstract readonly _membershipArn: string;
  /** @internal */
  public abstract readonly _membershipIdentifier: string;

  public get allowedAnalysis(): string {
    const { account, region } = this.env;
    return this.stack.formatArn({
      service: 'cleanrooms-ml',
      account,
      region,
      resource: 'membership',
      resourceName: `${this._membershipIdentifier}/configured-model-algorithm-association/*`,
    });
  }

  public get configuredModelAlgorithmAssociationRef(): ConfiguredModelAlgorithmAssociationReference {
    return { configuredModelAlgorithmAssociationArn: this.configuredModelAlgorithmAssociationArn };
  }

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this.grantOnBehalfOf(this._membershipArn, grantee, actions);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('GetConfiguredModelAlgorithmAssociation'));
  }

  public grantTrain(grantee: iam.IGrantable, membership: IMembershipRef): iam.Grant {
    return this.grantOnBehalfOf(membership.membershipRef.membershipArn, grantee, mlActions('CreateTrainedModel'));
  }

  private grantOnBehalfOf(membershipArn: string, grantee: iam.IGrantable, actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.configuredModelAlgorithmAssociationArn] })
      .combine(iam.Grant.addToPrincipal({ grantee, actions: ['cleanrooms:PassMembership'], resourceArns: [membershipArn] }));
  }
}

/**
 * A configured model algorithm in a collaboration, and what may leave the clean room when it is used there.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/associate-model-algorithm.html
 * @resource Custom::CleanRoomsMLConfiguredModelAlgorithmAssociation
 */
@propertyInjectable
export class ConfiguredModelAlgorithmAssociation extends ConfiguredModelAlgorithmAssociationBase implements ITaggableV2 {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.ConfiguredModelAlgorithmAssociation';

  /**
   * Imports an association by its ARN. Its training definition is not known: trained models train again when the ARN changes.
   */
  public static fromConfiguredModelAlgorithmAssociationArn(
    scope: Construct, id: string, configuredModelAlgorithmAssociationArn: string,
  ): IConfiguredModelAlgorithmAssociation {
    return ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(scope, id, {
      configuredModelAlgorithmAssociationArn,
    });
  }

  /**
   * Imports an association by its attributes.
   */
  public static fromConfiguredModelAlgorithmAssociationAttributes(
    scope: Construct, id: string, attributes: ConfiguredModelAlgorithmAssociationAttributes,
  ): IConfiguredModelAlgorithmAssociation {
    requireArgument(
      'ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes()', 'attributes', attributes,
      structureOf({ specification: optional(SPECIFICATION_KIND) }));
    class Import extends ConfiguredModelAlgorithmAssociationBase {
      public readonly configuredModelAlgorithmAssociationArn = attributes.configuredModelAlgorithmAssociationArn;
      public readonly trainingDefinition = attributes.trainingDefinition ?? '';
      public readonly specification = attributes.specification ?? undefined;
      /** @internal */
      protected readonly _membershipArn: string;
      /** @internal */
      public readonly _membershipIdentifier: string;

      constructor() {
        super(scope, id, { environmentFromArn: wellFormed(attributes.configuredModelAlgorithmAssociationArn) });
        throwIfInvalid(this, [
          ...problemsOfRequired(ASSOCIATION_ARN, this.configuredModelAlgorithmAssociationArn, 'configuredModelAlgorithmAssociationArn'),
          ...problemsOfValue(TRAINING_DEFINITION_SHAPE, this.trainingDefinition || undefined, 'trainingDefinition'),
        ]);
        this._membershipArn = membershipArnOf(this, this.configuredModelAlgorithmAssociationArn);
        this._membershipIdentifier = membershipIdIn(this.configuredModelAlgorithmAssociationArn);
      }
    }
    return new Import();
  }

  /**
   * What the containers of the algorithm accept, where the algorithm has a specification.
   */
  public readonly specification?: AlgorithmSpecification;

  /**
   * The tags of the association. Not for use in apps: use `Tags.of()`.
   */
  public readonly cdkTagManager: TagManager = tagManagerFor(RESOURCE_TYPES.association);

  /** @internal */
  protected readonly _membershipArn: string;
  /** @internal */
  public readonly _membershipIdentifier: string;
  private readonly resource: ServiceResource<AssociationProperties, AssociationAttributes>;
  /**
   * Whether anything is known of the training container.
   *
   * @internal
   */
  public readonly _knowsTrainingDefinition: boolean;
  /** @internal */
  public readonly _algorithm: IConfiguredModelAlgorithmRef;
  /** @internal */
  public readonly _policies: PrivacyConfiguration['policies'];

  constructor(scope: Construct, id: string, props: ConfiguredModelAlgorithmAssociationProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { membershipIdentifier, membershipArn } = props.membership.membershipRef;
    const member = { path: 'membership', arn: membershipArn, env: props.membership.env };
    const { configuredModelAlgorithmArn } = props.algorithm.configuredModelAlgorithmRef;
    const privacyConfiguration = props.privacyPolicy._toRequest();
    const trainingDefinition = trainingDefinitionBehind(this, props.algorithm);
    const name = props.configuredModelAlgorithmAssociationName;
    const request: AssociationProperties['Request'] = {
      membershipIdentifier,
      configuredModelAlgorithmArn,
      description: props.description,
      privacyConfiguration,
    };
    const label = Names.uniqueResourceName(this, { maxLength: NAMING.maxLabel, separator: '-', allowedSpecialCharacters: '-_' });
    throwIfInvalid(this, [
      ...problemsOfRequest(CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, { ...request, name: name ?? label }, PROPERTY_NAMES),
      ...problemsOfPolicies(privacyConfiguration),
      ...problemsOfRegions(this, [member, { path: 'algorithm', arn: configuredModelAlgorithmArn, env: props.algorithm.env }]),
      ...problemsOfMember(this, member),
    ]);

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForAssociation(this.stack, {
      membership: props.membership, algorithmArn: configuredModelAlgorithmArn,
    }));
    this.resource = new ServiceResource<AssociationProperties, AssociationAttributes>(this, {
      type: RESOURCE_TYPES.association,
      provider,
      policy,
      properties: { Label: label, Name: name, Request: request, TrainingDefinition: trainingDefinition },
      tags: this.cdkTagManager,
      propertyNames: PROPERTY_NAMES,
      removalPolicy: props.removalPolicy,
    });
    this._membershipArn = membershipArn;
    this._membershipIdentifier = membershipIdentifier;
    this._algorithm = props.algorithm;
    this.specification = specificationOf(props.algorithm);
    this._policies = privacyConfiguration.policies;
    this._knowsTrainingDefinition = trainingDefinition !== undefined;
  }

  /**
   * The ARN of the association.
   *
   * @attribute
   */
  public get configuredModelAlgorithmAssociationArn(): string {
    return this.resource.attribute('ConfiguredModelAlgorithmAssociationArn');
  }

  /**
   * The name of the association.
   *
   * @attribute
   */
  public get configuredModelAlgorithmAssociationName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * The training definition of the algorithm: a digest of the image, the entrypoint and the arguments of its training
   * container. An empty string when the algorithm is imported without it, or has no training container.
   *
   * Trained models in the same app use it by themselves. To import the association elsewhere, also in another account, give
   * it to `fromConfiguredModelAlgorithmAssociationAttributes()`.
   *
   * @attribute
   */
  public get trainingDefinition(): string {
    return this.resource.attribute('TrainingDefinition');
  }
}

const KINDS: KindsOf<ConfiguredModelAlgorithmAssociationProps> = {
  membership: MEMBERSHIP,
  algorithm: ALGORITHM,
  privacyPolicy: instanceOf(PrivacyPolicy, 'a PrivacyPolicy', (value) => (
    value instanceof PrivacyPolicyBuilder ? 'what its build() gives, which is toPolicy() in other languages' : undefined)),
  configuredModelAlgorithmAssociationName: optional(ANY),
  description: optional(ANY),
  removalPolicy: optional(REMOVAL_POLICY),
};

const PROPERTY_NAMES: PropertyNames = [
  [/^name$/, 'configuredModelAlgorithmAssociationName'],
  [/^membershipIdentifier$/, 'membership'],
  [/^configuredModelAlgorithmArn$/, 'algorithm'],
  [/^privacyConfiguration\.policies/, 'privacyPolicy'],
  [/^privacyPolicy\.trainedModels\.containerLogs/, 'privacyPolicy.trainedModelLogs'],
  [/^privacyPolicy\.trainedModels\.containerMetrics\.noiseLevel$/, 'privacyPolicy.trainedModelMetrics'],
  [/^privacyPolicy\.trainedModels\.maxArtifactSize\.value$/, 'privacyPolicy.maxArtifactSize'],
  [/^privacyPolicy\.trainedModelExports\.maxSize\.value$/, 'privacyPolicy.trainedModelExports.maxSize'],
  [/^privacyPolicy\.trainedModelExports\.filesToExport/, 'privacyPolicy.trainedModelExports.files'],
  [/^privacyPolicy\.trainedModelInferenceJobs\.containerLogs/, 'privacyPolicy.inferenceLogs'],
  [/^privacyPolicy\.trainedModelInferenceJobs\.maxOutputSize\.value$/, 'privacyPolicy.maxInferenceOutputSize'],
  [/\.allowedAccountIds/, '.accounts'],
  [/\.logRedactionConfiguration\.entitiesToRedact/, '.redaction.entities'],
  [/\.logRedactionConfiguration\.customEntityConfig\.customDataIdentifiers/, '.redaction.customIdentifiers'],
];

const CUSTOM_WITHOUT_IDENTIFIERS = 'must have custom identifiers with EntityType.CUSTOM, got none; add them with withCustomIdentifiers()';

/** What the shapes cannot say: what must not be there twice, and what goes together. */
function problemsOfPolicies({ policies }: PrivacyConfiguration): Problem[] {
  const logs = Object.entries({
    trainedModelLogs: policies.trainedModels?.containerLogs,
    inferenceLogs: policies.trainedModelInferenceJobs?.containerLogs,
  });
  const files = policies.trainedModelExports?.filesToExport ?? [];
  return [
    ...logs.flatMap(([property, logPolicies]) => (logPolicies ?? []).flatMap(({ allowedAccountIds, logRedactionConfiguration: redaction }, i) => {
      const path = `privacyPolicy.${property}[${i}]`;
      const entities = redaction?.entitiesToRedact ?? [];
      return [
        ...problemsOfEntries(allowedAccountIds, `${path}.accounts`),
        ...problemsOfEntries(entities, `${path}.redaction.entities`),
        ...(redaction?.customEntityConfig?.customDataIdentifiers ?? []).flatMap((identifier, j) => (
          problemsOfRegularExpression(identifier, `${path}.redaction.customIdentifiers[${j}]`))),
        ...(entities.includes(EntityType.CUSTOM) && redaction?.customEntityConfig === undefined
          ? [{ path: `${path}.redaction`, message: CUSTOM_WITHOUT_IDENTIFIERS }]
          : []),
      ];
    })),
    ...problemsOfEntries(files, 'privacyPolicy.trainedModelExports.files'),
  ];
}

function problemsOfEntries(values: readonly string[], path: string): Problem[] {
  return problemsOfDuplicates((Array.isArray(values) ? values : []).map((value, i) => ({ path: `${path}[${i}]`, value })), 'an entry of its own');
}
