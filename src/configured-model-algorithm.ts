import { Annotations, Names, Resource, Token, aws_iam as iam, type IResource, type ITaggableV2, type RemovalPolicy, type TagManager, type aws_kms as kms } from 'aws-cdk-lib';
import type { ConfiguredModelAlgorithmReference, IConfiguredModelAlgorithmRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { AlgorithmSpecification } from './algorithm-specification';
import type { InferenceContainer, InferenceContainerConfig } from './inference-container';
import type { MetricDefinition } from './metric-definition';
import { wellFormed } from './private/arn';
import { problemsOfImageUri, regionOfImage } from './private/container-image';
import { resolveAlias, problemsOfKey } from './private/key-access';
import { ANY, KEY, REMOVAL_POLICY, ROLE, listOf, optional, requireArgument, requireKinds, structureOf, type Kind, type KindsOf } from './private/kind';
import { mlActions, permissionsForAlgorithm } from './private/permissions';
import { problemsOfRegions } from './private/place';
import { ALGORITHM_ARN, CREATE_CONFIGURED_MODEL_ALGORITHM, SERVICE_PRINCIPAL } from './private/protocol/api-model';
import { NAMING, RESOURCE_TYPES, type AlgorithmAttributes, type AlgorithmProperties } from './private/protocol/contract';
import { show, type Problem } from './private/protocol/shape';
import { Provider } from './private/provider';
import { numberOfGroups } from './private/regular-expression';
import { ServiceResource, tagManagerFor } from './private/service-resource';
import { problemsOfMetrics } from './private/specification-mismatch';
import { SPECIFICATION_KIND } from './private/specification-source';
import { TRAINING_DEFINITION_SHAPE } from './private/training-definition';
import {
  problemsOfDuplicates, problemsOfRegularExpression, problemsOfRequest, problemsOfRequired, problemsOfValue, throwIfInvalid, type PropertyNames,
} from './private/validation';
import type { TrainingContainer, TrainingContainerConfig } from './training-container';

/**
 * A configured model algorithm: the containers that train a model and run inference on it.
 */
export interface IConfiguredModelAlgorithm extends IResource, IConfiguredModelAlgorithmRef {
  /**
   * The ARN of the configured model algorithm.
   *
   * @attribute
   */
  readonly configuredModelAlgorithmArn: string;

  /**
   * The training definition: a digest of the image, the entrypoint and the arguments of the training container. An
   * association passes it on to trained models, which train again when it changes. An empty string for an imported algorithm
   * unless it is given, and for an algorithm without a training container.
   *
   * @attribute
   */
  readonly trainingDefinition: string;

  /**
   * What the containers accept, where it is known. Trained models and inference jobs are checked against it.
   */
  readonly specification?: AlgorithmSpecification;

  /**
   * Grants the given identity the given actions on this algorithm.
   *
   * @param actions IAM actions, such as `cleanrooms-ml:GetConfiguredModelAlgorithm`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the given identity permissions to read this algorithm.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants the given identity permissions to associate this algorithm with a collaboration. That also takes
   * `cleanrooms:PassMembership`, `cleanrooms:GetMembership`, `cleanrooms:ListMembers` and `cleanrooms:GetCollaboration` for
   * the collaboration.
   */
  grantAssociate(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of a configured model algorithm.
 *
 * The API has no update operation. Tags are updated in place, and a changed description applies to the next algorithm that
 * is created. Any other change replaces the algorithm and the associations that use it. Trained models train again only
 * when the image, the entrypoint or the arguments of the training container change.
 *
 * The replacement is created first, so an algorithm with a fixed name cannot be replaced unless the name changes too.
 */
export interface ConfiguredModelAlgorithmProps {
  /**
   * The container that trains models. One of `training` and `inference` is required.
   *
   * @default - the algorithm trains nothing
   */
  readonly training?: TrainingContainer;

  /**
   * The container that runs inference on trained models. One of `training` and `inference` is required.
   *
   * @default - the algorithm runs no inference
   */
  readonly inference?: InferenceContainer;

  /**
   * What the containers accept. Every trained model and every inference in the app that uses the algorithm is checked against it when
   * the app is synthesized.
   *
   * The metrics of `training` have to be among those of the specification, with the same regular expressions. They can be fewer: a metric
   * that the container does not have is not published.
   *
   * It is data of the app alone. A change of it changes nothing in the template.
   *
   * @default - nothing is checked against what the containers accept
   */
  readonly specification?: AlgorithmSpecification;

  /**
   * The algorithm's name: 1 to 63 characters on one line.
   *
   * @default - a name that is made from the construct's path and its properties, and that a replacement does not share
   */
  readonly configuredModelAlgorithmName?: string;

  /**
   * What the algorithm is for: at most 255 characters. A change does not replace the algorithm: it applies to the next
   * algorithm that is created.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The role by which the service pulls the images. It has to trust `cleanrooms-ml.amazonaws.com`. It is allowed to pull
   * when CDK can change it.
   *
   * @default - a new role that is allowed to pull from the containers' repositories, and nothing else
   */
  readonly role?: iam.IRole;

  /**
   * The key that encrypts the images in the service. The key's policy is extended when it is a key of the app.
   *
   * @default - a key that the service owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The removal policy of the algorithm.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Attributes for importing a configured model algorithm.
 */
export interface ConfiguredModelAlgorithmAttributes {
  /**
   * The ARN of the configured model algorithm.
   */
  readonly configuredModelAlgorithmArn: string;

  /**
   * The `trainingDefinition` of the algorithm, as the construct that manages it exposes it: 26 lower-case letters and digits.
   *
   * With it, trained models train again only when the training container changes, and not when the algorithm is replaced
   * for another reason. Export it from the stack of the algorithm (`CfnOutput`) and give it here, also in another account. An
   * empty string counts as not known.
   *
   * @default - not known: every other ARN counts as another training container
   */
  readonly trainingDefinition?: string;

  /**
   * What the containers accept, for example from a file of the model provider: `AlgorithmSpecification.fromJson()`.
   *
   * @default - nothing is checked against what the containers accept
   */
  readonly specification?: AlgorithmSpecification;
}

abstract class ConfiguredModelAlgorithmBase extends Resource implements IConfiguredModelAlgorithm {
  public abstract readonly configuredModelAlgorithmArn: string;
  public abstract readonly trainingDefinition: string;
  public abstract readonly specification?: AlgorithmSpecification;

  public get configuredModelAlgorithmRef(): ConfiguredModelAlgorithmReference {
    return { configuredModelAlgorithmArn: this.configuredModelAlgorithmArn };
  }

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.configuredModelAlgorithmArn] });
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('GetConfiguredModelAlgorithm'));
  }

  public grantAssociate(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('CreateConfiguredModelAlgorithmAssociation'));
  }
}

/**
 * The containers that train a model and run inference on it, registered with AWS Clean Rooms ML.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/create-configured-model-algorithm.html
 * @resource Custom::CleanRoomsMLConfiguredModelAlgorithm
 */
@propertyInjectable
export class ConfiguredModelAlgorithm extends ConfiguredModelAlgorithmBase implements ITaggableV2 {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.ConfiguredModelAlgorithm';

  /**
   * Imports a configured model algorithm by its ARN.
   */
  public static fromConfiguredModelAlgorithmArn(scope: Construct, id: string, configuredModelAlgorithmArn: string): IConfiguredModelAlgorithm {
    return ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes(scope, id, { configuredModelAlgorithmArn });
  }

  /**
   * Imports a configured model algorithm by its attributes.
   */
  public static fromConfiguredModelAlgorithmAttributes(
    scope: Construct, id: string, attributes: ConfiguredModelAlgorithmAttributes,
  ): IConfiguredModelAlgorithm {
    requireArgument('ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes()', 'attributes', attributes, structureOf({
      specification: optional(SPECIFICATION_KIND),
    }));
    class Import extends ConfiguredModelAlgorithmBase {
      public readonly configuredModelAlgorithmArn = attributes.configuredModelAlgorithmArn;
      public readonly trainingDefinition = attributes.trainingDefinition ?? '';
      public readonly specification = attributes.specification ?? undefined;

      constructor() {
        super(scope, id, { environmentFromArn: wellFormed(attributes.configuredModelAlgorithmArn) });
        throwIfInvalid(this, [
          ...problemsOfRequired(ALGORITHM_ARN, this.configuredModelAlgorithmArn, 'configuredModelAlgorithmArn'),
          ...problemsOfValue(TRAINING_DEFINITION_SHAPE, this.trainingDefinition || undefined, 'trainingDefinition'),
        ]);
      }
    }
    return new Import();
  }

  /**
   * The role by which the service pulls the images.
   */
  public readonly role: iam.IRole;

  /**
   * What the containers accept, where it is given.
   */
  public readonly specification?: AlgorithmSpecification;

  /**
   * The tags of the configured model algorithm. Not for use in apps: use `Tags.of()`.
   */
  public readonly cdkTagManager: TagManager = tagManagerFor(RESOURCE_TYPES.algorithm);
  private readonly resource: ServiceResource<AlgorithmProperties, AlgorithmAttributes>;
  /**
   * Whether there is a training container, and so a training definition.
   *
   * @internal
   */
  public readonly _knowsTrainingDefinition: boolean;

  /**
   * The image of the inference container, if there is one.
   *
   * @internal
   */
  public readonly _inferenceImage?: string;

  constructor(scope: Construct, id: string, props: ConfiguredModelAlgorithmProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);
    // In JavaScript they can be left out, since each of them can.
    const given: ConfiguredModelAlgorithmProps = props ?? {};

    const { configuredModelAlgorithmName } = given;
    const training = given.training?.bind(this);
    const inference = given.inference?.bind(this);
    requireKinds(this, { training: training ?? {} }, { training: structureOf({ metrics: optional(listOf(structureOf({}, 'a metric with a name and a regex'))) }) });
    this._knowsTrainingDefinition = training !== undefined;
    this._inferenceImage = inference?.imageUri;
    this.specification = given.specification ?? undefined;
    const encryptionKey = resolveAlias(given.encryptionKey);
    this.role = given.role ?? new iam.Role(this, 'Role', {
      description: 'Pulls the images of a configured model algorithm',
      assumedBy: new iam.ServicePrincipal(SERVICE_PRINCIPAL),
    });

    const request: AlgorithmProperties['Request'] = {
      description: given.description,
      roleArn: this.role.roleArn,
      trainingContainerConfig: training && {
        imageUri: training.imageUri,
        entrypoint: training.entrypoint,
        arguments: training.arguments,
        metricDefinitions: training.metrics?.map(({ name, regex }) => ({ name, regex })),
      },
      inferenceContainerConfig: inference && { imageUri: inference.imageUri },
      kmsKeyArn: encryptionKey?.keyArn,
    };
    const label = Names.uniqueResourceName(this, { maxLength: NAMING.maxLabel, separator: '-', allowedSpecialCharacters: '-_' });
    throwIfInvalid(this, [
      ...problemsOfContainers(training, inference),
      ...(this.specification === undefined ? [] : problemsOfMetrics(this.specification, training?.metrics ?? [])),
      ...problemsOfRequest(CREATE_CONFIGURED_MODEL_ALGORITHM, { ...request, name: configuredModelAlgorithmName ?? label }, PROPERTY_NAMES)
        // A role of the app that CDK does not synthesize, but reports (`Role.customizeRoles`), can have an ARN without a name.
        .filter(({ path }) => path !== 'role' || !iam.Role.isRole(this.role)),
      ...problemsOfKey(encryptionKey),
      ...problemsOfRegions(this, [
        ...(encryptionKey === undefined ? [] : [{ path: 'encryptionKey', arn: encryptionKey.keyArn, env: encryptionKey.env }]),
        ...Object.entries({ training, inference }).flatMap(([container, image]) => (
          typeof image?.imageUri === 'string' ? [{ path: `${container}.imageUri`, arn: image.imageUri, env: { region: regionOfImage(image) } }] : [])),
      ]),
    ]);

    this.warnOfMetrics(training?.metrics ?? []);

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForAlgorithm(this.stack, { roleArn: this.role.roleArn, encryptionKey }));
    this.resource = new ServiceResource<AlgorithmProperties, AlgorithmAttributes>(this, {
      type: RESOURCE_TYPES.algorithm,
      provider,
      policy,
      properties: { Label: label, Name: configuredModelAlgorithmName, Request: request },
      tags: this.cdkTagManager,
      propertyNames: PROPERTY_NAMES,
      removalPolicy: given.removalPolicy,
    });
    for (const container of [training, inference]) {
      container?.repository?.grant(this.role, ...PULL_ACTIONS);
    }
    // What the role may do is there before the service tries it.
    this.resource.dependOn(this.role);
  }

  private warnOfMetrics(metrics: readonly MetricDefinition[]): void {
    metrics.forEach(({ name, regex }, i) => {
      if (!Token.isUnresolved(regex) && numberOfGroups(regex) === 0) {
        Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:metricWithoutCaptureGroup',
          `training.metrics[${i}].regex of the metric ${show(name)} has no capture group, so it reports no value: the value is what the first group `
          + `matches, as in auc=([0-9.]+); got ${show(regex)}`);
      }
    });
  }

  /**
   * The ARN of the configured model algorithm.
   *
   * @attribute
   */
  public get configuredModelAlgorithmArn(): string {
    return this.resource.attribute('ConfiguredModelAlgorithmArn');
  }

  /**
   * The name of the configured model algorithm.
   *
   * @attribute
   */
  public get configuredModelAlgorithmName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * The training definition: a digest of the image, the entrypoint and the arguments of the training container. An
   * empty string without a training container.
   *
   * Associations and trained models in the same app use it by themselves. To import the algorithm elsewhere, also in
   * another account, give it to `fromConfiguredModelAlgorithmAttributes()`.
   *
   * @attribute
   */
  public get trainingDefinition(): string {
    return this.resource.attribute('TrainingDefinition');
  }
}

const containerOf = (type: string): Kind => ({
  what: `a ${type}`,
  fits: (value) => typeof value?.bind === 'function' && typeof value !== 'function',
  instead: (value) => (typeof value === 'string' ? `${type}.fromRegistry(${show(value)})` : undefined),
});
const KINDS: KindsOf<ConfiguredModelAlgorithmProps> = {
  training: optional(containerOf('TrainingContainer')),
  inference: optional(containerOf('InferenceContainer')),
  specification: optional(SPECIFICATION_KIND),
  role: optional(ROLE),
  encryptionKey: optional(KEY),
  configuredModelAlgorithmName: optional(ANY),
  description: optional(ANY),
  removalPolicy: optional(REMOVAL_POLICY),
};

const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

const PROPERTY_NAMES: PropertyNames = [
  [/^name$/, 'configuredModelAlgorithmName'],
  [/^roleArn$/, 'role'],
  [/^kmsKeyArn$/, 'encryptionKey'],
  [/^trainingContainerConfig\.metricDefinitions/, 'training.metrics'],
  [/^trainingContainerConfig/, 'training'],
  [/^inferenceContainerConfig/, 'inference'],
];

function problemsOfContainers(training?: TrainingContainerConfig, inference?: InferenceContainerConfig): Problem[] {
  const images = Object.entries({ training, inference }).flatMap(([container, config]) => (
    typeof config?.imageUri === 'string' ? problemsOfImageUri(config.imageUri).map((message) => ({ path: `${container}.imageUri`, message })) : []
  ));
  const none = training === undefined && inference === undefined
    ? [{ path: 'training', message: 'or inference is required, got neither: an algorithm without a container can do nothing' }]
    : [];
  const expressions = training?.metrics?.flatMap(({ regex }, i) => problemsOfRegularExpression(regex, `training.metrics[${i}].regex`)) ?? [];
  const names = training?.metrics?.map(({ name }, i) => ({ path: `training.metrics[${i}].name`, value: name })) ?? [];
  return [...none, ...images, ...expressions, ...problemsOfDuplicates(names, 'a name that no other metric has')];
}
