import type { Duration, aws_kms as kms } from 'aws-cdk-lib';
import type { TrainingInstanceType } from './training-instance-type';

/**
 * Instances of one type, of several that train together.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstanceGroup.html
 */
export interface ValidationInstanceGroup {
  /**
   * The name of the group. Must be 1 to 64 characters.
   */
  readonly name: string;

  /**
   * The type of the instances.
   */
  readonly instanceType: TrainingInstanceType;

  /**
   * How many instances the group has.
   */
  readonly instanceCount: number;
}

/**
 * Instances that are placed on one server.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PlacementSpecification.html
 */
export interface ValidationServer {
  /**
   * How many instances are placed there.
   */
  readonly instanceCount: number;

  /**
   * The ID of the server. Must be at most 256 characters.
   *
   * @default - any
   */
  readonly ultraServerId?: string;
}

/**
 * Where instances are placed.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstancePlacementConfig.html
 */
export interface ValidationPlacement {
  /**
   * Whether several jobs can run on one server.
   *
   * @default - the service's default
   */
  readonly enableMultipleJobs?: boolean;

  /**
   * The servers: at most 10.
   *
   * @default - any
   */
  readonly servers?: ValidationServer[];
}

/**
 * What the training job of a validation runs on. Either `instanceType` or `instanceGroups` is required.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html
 */
export interface ValidationResources {
  /**
   * The type of the instances.
   *
   * @default - `instanceGroups` has the types
   */
  readonly instanceType?: TrainingInstanceType;

  /**
   * How many instances train together.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * Instances of several types: at most 5 groups.
   *
   * @default - none
   */
  readonly instanceGroups?: ValidationInstanceGroup[];

  /**
   * The size of each instance's storage volume, in gigabytes.
   *
   * @default - the service's default
   */
  readonly volumeSizeGb?: number;

  /**
   * The key that encrypts the storage volumes. Not for instance types with a storage of their own.
   *
   * @default - a key that the service owns
   */
  readonly volumeEncryptionKey?: kms.IKey;

  /**
   * How long instances are kept for another job. Must be at most 6 hours.
   *
   * @default - they are not kept
   */
  readonly keepAlivePeriod?: Duration;

  /**
   * The ARN of the training plan that has the capacity.
   *
   * @default - none
   */
  readonly trainingPlanArn?: string;

  /**
   * Where the instances are placed.
   *
   * @default - anywhere
   */
  readonly placement?: ValidationPlacement;
}
