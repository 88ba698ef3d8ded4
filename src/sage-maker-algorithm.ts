import {
  Annotations, ArnFormat, Names, Resource, Stack, Token, aws_iam as iam, type IResource, type ITaggableV2, type RemovalPolicy, type TagManager,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import type { AdditionalS3Data } from './additional-s3-data';
import type { AlgorithmInference } from './algorithm-inference';
import { AlgorithmSpecification } from './algorithm-specification';
import type { AlgorithmValidation } from './algorithm-validation';
import { wellFormed } from './private/arn';
import { problemsOfImageUri, regionOfImage } from './private/container-image';
import { PROPERTY_NAMES, problemsOfAlgorithm, requestOf } from './private/create-algorithm-request';
import { warnOfUnknownInstanceType } from './private/instance-type';
import { ANY, BOOLEAN, REMOVAL_POLICY, TEXT, instanceOf, optional, requireKinds, type KindsOf } from './private/kind';
import { problemsOfTokenMaps, withEntries } from './private/map-properties';
import { permissionsForSageMakerAlgorithm } from './private/permissions';
import { problemsOfAccount, problemsOfRegions, type Reference } from './private/place';
import {
  NAMING, RESOURCE_TYPES, TIMING, type SageMakerAlgorithmAttributes, type SageMakerAlgorithmProperties,
} from './private/protocol/contract';
import {
  ALGORITHM_CONTAINER, CREATE_ALGORITHM, SAGEMAKER_ALGORITHM_ARN, SAGEMAKER_NAME, SAGEMAKER_PRINCIPAL, SAGEMAKER_TAG_KEY, SAGEMAKER_TAG_VALUE,
  TRAINING_JOB_DEFINITION, TRANSFORM_JOB_DEFINITION,
} from './private/protocol/sagemaker-create-algorithm';
import { SAGEMAKER_TRAINING_INSTANCE_TYPES, TRANSFORM_INSTANCE_TYPES } from './private/protocol/sagemaker-instance-types';
import { duration, problemsOfString, type Problem, type StringShape } from './private/protocol/shape';
import { Provider } from './private/provider';
import { ServiceResource, tagManagerFor } from './private/service-resource';
import { problemsOfRequired, problemsOfValue, throwIfInvalid } from './private/validation';
import { ALGORITHM_KINDS } from './private/validation-kinds';
import { allowValidation } from './private/validation-role';
import type { TrainingContainer, TrainingContainerConfig } from './training-container';

/**
 * An algorithm in Amazon SageMaker.
 */
export interface ISageMakerAlgorithm extends IResource {
  /**
   * The ARN of the algorithm.
   *
   * @attribute
   */
  readonly sageMakerAlgorithmArn: string;

  /**
   * The name of the algorithm.
   *
   * @attribute
   */
  readonly sageMakerAlgorithmName: string;

  /**
   * Grants the given identity the given actions on this algorithm.
   *
   * @param actions IAM actions, such as `sagemaker:DescribeAlgorithm`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the given identity permissions to read this algorithm.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of an algorithm in Amazon SageMaker.
 *
 * The API has no update operation. Tags are updated in place. Changed descriptions, those of hyperparameters and channels included, and
 * another role of the validation apply to the next algorithm that is created. Any other change replaces the algorithm, and validates it again, which costs. The
 * replacement is created first, so an algorithm with a fixed name cannot be replaced unless the name changes too.
 */
export interface SageMakerAlgorithmProps {
  /**
   * What the containers accept.
   */
  readonly specification: AlgorithmSpecification;

  /**
   * The container that trains. SageMaker runs it with the entry point of the image.
   */
  readonly training: TrainingContainer;

  /**
   * The digest of the training image: `sha256:` and 64 hexadecimal digits.
   *
   * @default - none: the tag says which image it is
   */
  readonly trainingImageDigest?: string;

  /**
   * Data that the training container gets beside its channels.
   *
   * @default - none
   */
  readonly additionalData?: AdditionalS3Data;

  /**
   * The containers that infer.
   *
   * @default - the algorithm trains alone
   */
  readonly inference?: AlgorithmInference;

  /**
   * The jobs that SageMaker runs in this account to validate the algorithm. They cost. The deployment waits for their end, and fails when
   * one of them fails.
   *
   * @default - the algorithm is registered without a validation
   */
  readonly validation?: AlgorithmValidation;

  /**
   * Whether the algorithm is certified for AWS Marketplace. The data of the validation is then shown to buyers.
   *
   * @default false
   */
  readonly certifyForMarketplace?: boolean;

  /**
   * The revision of the algorithm, such as a date. Must be 1 to 255 characters. Change it to validate again although no other property has
   * changed, for instance because an image tag was overwritten.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * The algorithm's name. Must be 1 to 63 letters, digits and "-" that start and end with a letter or a digit.
   *
   * @default - a name that is made from the construct's path and its properties, and that a replacement does not share
   */
  readonly sageMakerAlgorithmName?: string;

  /**
   * What the algorithm is for: at most 1,024 characters. A change does not replace the algorithm: it applies to the next algorithm that is
   * created.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The removal policy of the algorithm. What its validation has written stays in any case.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

abstract class SageMakerAlgorithmBase extends Resource implements ISageMakerAlgorithm {
  public abstract readonly sageMakerAlgorithmArn: string;
  public abstract readonly sageMakerAlgorithmName: string;

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.sageMakerAlgorithmArn] });
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'sagemaker:DescribeAlgorithm');
  }
}

/**
 * The containers of an algorithm, registered with Amazon SageMaker and validated by a training job and a transform job in this account.
 *
 * Clean Rooms ML does not use the registration. It shows, before anything is trained on joint data, that the containers work: let the
 * `ConfiguredModelAlgorithmAssociation` depend on it (`association.node.addDependency(algorithm)`).
 *
 * At most one validation is paid for each algorithm. One that is in progress cannot be ended. A rollback leaves the algorithm, and the next
 * deployment of the same algorithm adopts it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateAlgorithm.html
 * @resource Custom::SageMakerAlgorithm
 */
@propertyInjectable
export class SageMakerAlgorithm extends SageMakerAlgorithmBase implements ITaggableV2 {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.SageMakerAlgorithm';

  /**
   * Imports an algorithm by its ARN.
   */
  public static fromSageMakerAlgorithmArn(scope: Construct, id: string, sageMakerAlgorithmArn: string): ISageMakerAlgorithm {
    class Import extends SageMakerAlgorithmBase {
      public readonly sageMakerAlgorithmArn = sageMakerAlgorithmArn;
      public readonly sageMakerAlgorithmName: string;

      constructor() {
        super(scope, id, { environmentFromArn: wellFormed(sageMakerAlgorithmArn) });
        throwIfInvalid(this, problemsOfRequired(SAGEMAKER_ALGORITHM_ARN, sageMakerAlgorithmArn, 'sageMakerAlgorithmArn'));
        this.sageMakerAlgorithmName = Stack.of(scope).splitArn(sageMakerAlgorithmArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      }
    }
    return new Import();
  }

  /**
   * Imports an algorithm of this account and Region by its name.
   */
  public static fromSageMakerAlgorithmName(scope: Construct, id: string, sageMakerAlgorithmName: string): ISageMakerAlgorithm {
    class Import extends SageMakerAlgorithmBase {
      public readonly sageMakerAlgorithmArn = Stack.of(scope).formatArn({
        service: 'sagemaker', resource: 'algorithm', resourceName: sageMakerAlgorithmName,
      });
      public readonly sageMakerAlgorithmName = sageMakerAlgorithmName;

      constructor() {
        super(scope, id);
        throwIfInvalid(this, problemsOfRequired(SAGEMAKER_NAME, sageMakerAlgorithmName, 'sageMakerAlgorithmName'));
      }
    }
    return new Import();
  }

  /**
   * The role by which the jobs of the validation run; absent without a validation.
   */
  public readonly validationRole?: iam.IRole;

  /**
   * The tags of the algorithm. Not for use in apps: use `Tags.of()`.
   */
  public readonly cdkTagManager: TagManager = tagManagerFor(RESOURCE_TYPES.sageMakerAlgorithm);
  private readonly resource: ServiceResource<SageMakerAlgorithmProperties, SageMakerAlgorithmAttributes>;

  constructor(scope: Construct, id: string, props: SageMakerAlgorithmProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { validation, inference, sageMakerAlgorithmName } = props;
    const training = props.training.bind(this);
    const inferenceImages = (inference?.containers ?? []).map(({ image }, i) => image?.bind(this.scopeOfContainer(i)));
    this.validationRole = validation && (validation.role ?? new iam.Role(this, 'Role', {
      description: 'Runs the jobs that validate an algorithm',
      assumedBy: new iam.ServicePrincipal(SAGEMAKER_PRINCIPAL),
    }));
    const bound = { ...props, trainingImage: training.imageUri, inferenceImages, validationRole: this.validationRole?.roleArn };
    const request = requestOf(bound);
    const label = Names.uniqueResourceName(this, { maxLength: NAMING.maxLabel, separator: '-', allowedSpecialCharacters: '-' });
    throwIfInvalid(this, [
      ...problemsOfAlgorithm(request, sageMakerAlgorithmName ?? label, bound)
        // A role of the app that CDK does not synthesize, but reports (`Role.customizeRoles`), can have an ARN without a name.
        .filter(({ path }) => path !== 'validation.role' || !iam.Role.isRole(this.validationRole)),
      ...problemsOfImages(training, inferenceImages.map((image) => image?.imageUri)),
      ...problemsOfValue(REVISION, props.revision, 'revision'),
      ...problemsOfRegions(this, placesOf(props, training)),
      ...(this.validationRole === undefined ? [] : problemsOfAccount(
        this, { path: 'validation.role', arn: this.validationRole.roleArn, env: this.validationRole.env }, 'a role')),
    ]);
    this.warn(props, training);

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForSageMakerAlgorithm(this.stack, { roleArn: this.validationRole?.roleArn }));
    this.resource = new ServiceResource<SageMakerAlgorithmProperties, SageMakerAlgorithmAttributes>(this, {
      type: RESOURCE_TYPES.sageMakerAlgorithm,
      provider,
      policy,
      properties: { Label: label, Name: sageMakerAlgorithmName, Request: withEntries(CREATE_ALGORITHM, request), Revision: props.revision },
      tags: this.cdkTagManager,
      propertyNames: PROPERTY_NAMES,
      sizeAdvice: 'Put long descriptions and input configurations into the documents of the image',
      removalPolicy: props.removalPolicy,
    });
    if (validation !== undefined) {
      const repositories = [training.repository, ...inferenceImages.map((image) => image?.repository)];
      allowValidation(this.validationRole!, { validation, inference, additionalData: props.additionalData?.data, repositories });
      // What the role may do is there before the service tries it.
      this.resource.dependOn(this.validationRole!);
    }
    this.node.addValidation({ validate: () => [...problemsOfTokenMaps(this.stack, mapsOf(props)), ...this.problemsOfTags()] });
  }

  /**
   * The ARN of the algorithm.
   *
   * @attribute
   */
  public get sageMakerAlgorithmArn(): string {
    return this.resource.attribute('AlgorithmArn');
  }

  /**
   * The name of the algorithm.
   *
   * @attribute
   */
  public get sageMakerAlgorithmName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * The status of the algorithm when it was last deployed: `Completed`. An empty string when somebody has deleted it since.
   *
   * @attribute
   */
  public get algorithmStatus(): string {
    return this.resource.attribute('Status');
  }

  /** Images are made with the same IDs in each container. */
  private scopeOfContainer(i: number): Construct {
    return new Construct(this, `Container${i + 1}`);
  }

  private warn({ validation, specification }: SageMakerAlgorithmProps, training: TrainingContainerConfig): void {
    for (const { name } of specification.instanceTypes) {
      warnOfUnknownInstanceType(this, 'specification.instanceTypes', name, SAGEMAKER_TRAINING_INSTANCE_TYPES);
    }
    const { instanceType } = validation?.training.resources ?? {};
    if (instanceType !== undefined) {
      warnOfUnknownInstanceType(this, 'validation.training.resources.instanceType', instanceType.name, SAGEMAKER_TRAINING_INSTANCE_TYPES);
    }
    if (validation?.transform !== undefined) {
      const { name } = validation.transform.resources.instanceType;
      warnOfUnknownInstanceType(this, 'validation.transform.resources.instanceType', name, TRANSFORM_INSTANCE_TYPES);
    }
    const own = (['entrypoint', 'arguments'] as const).filter((property) => (training[property] ?? []).length > 0);
    if (own.length > 0) {
      Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:entrypointNotValidated',
        `training has ${own.join(' and ')}, which SageMaker does not take: the validation runs the entry point of the image. Put it into the image.`);
    }
    const maxRuntime = validation?.training.maxRuntime;
    if (maxRuntime !== undefined && !maxRuntime.isUnresolved() && maxRuntime.toMinutes({ integral: false }) > TIMING.deadlineMinutes) {
      Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:validationLongerThanDeployment',
        `validation.training.maxRuntime is ${duration(maxRuntime.toSeconds({ integral: false }))}, and a deployment waits ${TIMING.deadlineMinutes} minutes for the `
        + 'validation. One that takes longer goes on when the deployment fails, and the next deployment of an existing stack adopts it.');
    }
  }

  /** The service takes fewer characters in tags than Clean Rooms ML does. */
  private problemsOfTags(): string[] {
    const tags = Object.entries(this.cdkTagManager.tagValues());
    const wrong = (shape: StringShape, text: string) => (Token.isUnresolved(text) ? [] : problemsOfString(shape, text));
    return tags.flatMap(([key, value]) => [...wrong(SAGEMAKER_TAG_KEY, key), ...wrong(SAGEMAKER_TAG_VALUE, value)].map((problem) => `Tags: ${problem}`));
  }
}

const REVISION: StringShape = { type: 'string', minLength: 1, maxLength: 255 };

const KINDS: KindsOf<SageMakerAlgorithmProps> = {
  specification: instanceOf(AlgorithmSpecification, 'an AlgorithmSpecification', (value) => (
    typeof value === 'string' ? `AlgorithmSpecification.fromJson(${JSON.stringify(value)})` : undefined)),
  training: {
    what: 'a TrainingContainer',
    fits: (value) => typeof value?.bind === 'function' && typeof value !== 'function',
    instead: (value) => (typeof value === 'string' ? `TrainingContainer.fromRegistry(${JSON.stringify(value)})` : undefined),
  },
  ...ALGORITHM_KINDS,
  trainingImageDigest: optional(ANY),
  certifyForMarketplace: optional(BOOLEAN),
  revision: optional(TEXT),
  sageMakerAlgorithmName: optional(ANY),
  description: optional(ANY),
  removalPolicy: optional(REMOVAL_POLICY),
};

/** What is wrong with the URIs beyond their length. */
function problemsOfImages({ imageUri }: TrainingContainerConfig, inference: readonly (string | undefined)[]): Problem[] {
  const images = [['training.imageUri', imageUri], ...inference.map((image, i) => [`inference.containers[${i}].image.imageUri`, image])] as const;
  return images.flatMap(([path, image]) => (
    typeof image === 'string' ? problemsOfImageUri(image, 'give the digest of the image by itself').map((message) => ({ path: path!, message })) : []));
}

/** Everything has to be in the Region of the stack. */
function placesOf({ validation, inference, additionalData }: SageMakerAlgorithmProps, training: TrainingContainerConfig): Reference[] {
  const keys = [
    ['validation.training.output.encryptionKey', validation?.training.output.encryptionKey],
    ['validation.training.resources.volumeEncryptionKey', validation?.training.resources.volumeEncryptionKey],
    ['validation.transform.output.encryptionKey', validation?.transform?.output.encryptionKey],
    ['validation.transform.resources.volumeEncryptionKey', validation?.transform?.resources.volumeEncryptionKey],
  ] as const;
  const buckets = [
    ['validation.training.output.bucket', validation?.training.output.bucket],
    ['validation.transform.output.bucket', validation?.transform?.output.bucket],
    ...(validation?.training.channels ?? []).map(({ data }, i) => [`validation.training.channels[${i}].data`, data._data?._bucket] as const),
    ['validation.transform.data', validation?.transform?.data._bucket],
    ['additionalData.data', additionalData?.data._bucket],
    ...(inference?.containers ?? []).map(({ modelArchive }, i) => [`inference.containers[${i}].modelArchive`, modelArchive?._bucket] as const),
  ] as const;
  return [
    ...(typeof training.imageUri === 'string' ? [{ path: 'training.imageUri', arn: training.imageUri, env: { region: regionOfImage(training) } }] : []),
    ...keys.flatMap(([path, key]) => (key === undefined ? [] : [{ path, arn: key.keyArn, env: key.env }])),
    ...buckets.flatMap(([path, bucket]) => (bucket === undefined ? [] : [{ path, arn: bucket.bucketArn, env: bucket.env }])),
  ];
}

function mapsOf({ validation, inference }: SageMakerAlgorithmProps) {
  return {
    'validation.training.hyperparameters': { map: validation?.training.hyperparameters, shape: TRAINING_JOB_DEFINITION.members.HyperParameters },
    'validation.transform.environment': { map: validation?.transform?.environment, shape: TRANSFORM_JOB_DEFINITION.members.Environment },
    ...Object.fromEntries((inference?.containers ?? []).map((each, i) => (
      [`inference.containers[${i}].environment`, { map: each.environment, shape: ALGORITHM_CONTAINER.members.Environment }]))),
  };
}
