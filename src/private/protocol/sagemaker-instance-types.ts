/** Instance types of SageMaker: those of Clean Rooms ML, and those that it has beside them. */
import { INFERENCE_INSTANCE_TYPES } from './inference-instance-types';
import { TRAINING_INSTANCE_TYPES } from './training-instance-types';

/** Every instance type that SageMaker trains on. */
export const SAGEMAKER_TRAINING_INSTANCE_TYPES: readonly string[] = [
  ...TRAINING_INSTANCE_TYPES,
  ...['2xlarge', '4xlarge', '8xlarge', '12xlarge', '24xlarge', '48xlarge'].flatMap((size) => [`ml.g7.${size}`, `ml.g7e.${size}`]),
  'ml.p5.4xlarge', 'ml.p5e.48xlarge', 'ml.p6-b200.48xlarge', 'ml.p6-b300.48xlarge', 'ml.p6e-gb200.36xlarge', 'ml.trn2.48xlarge',
];

/** Every instance type that SageMaker runs batch transform jobs on. */
export const TRANSFORM_INSTANCE_TYPES: readonly string[] = [
  ...INFERENCE_INSTANCE_TYPES,
  ...['xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge', '48xlarge'].map((size) => `ml.g6.${size}`),
  ...['xlarge', '8xlarge', '24xlarge', '48xlarge'].map((size) => `ml.inf2.${size}`),
  'ml.trn1.2xlarge', 'ml.trn1.32xlarge',
];
