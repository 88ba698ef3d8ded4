import type { aws_iam as iam } from 'aws-cdk-lib';
import type { ValidationTraining } from './validation-training';
import type { ValidationTransform } from './validation-transform';

/**
 * What SageMaker runs in the provider's own account to validate an algorithm: a training job, then a transform job. Both cost.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AlgorithmValidationSpecification.html
 */
export interface AlgorithmValidation {
  /**
   * The training job.
   */
  readonly training: ValidationTraining;

  /**
   * The transform job, which needs `inference`.
   *
   * @default - the trained model is not used
   */
  readonly transform?: ValidationTransform;

  /**
   * The name of the validation. Must be 1 to 63 letters, digits and "-".
   *
   * @default 'validation'
   */
  readonly profileName?: string;

  /**
   * The role by which the jobs run. It has to trust `sagemaker.amazonaws.com` and to be of the stack's account. It gets its permissions
   * when CDK can change it.
   *
   * @default - a new role that is allowed to read the sample data, to write the output, to pull the images, and to write logs and metrics
   */
  readonly role?: iam.IRole;
}
