/**
 * What Amazon SageMaker accepts of an algorithm: what its containers train on and infer with, member for member, with every
 * limit. Members have SageMaker's own names, which are also those of a specification file.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateAlgorithm.html
 */
import { CHANNEL_NAME, TRAINING_INPUT_MODES } from './api-model';
import { SAGEMAKER_TRAINING_INSTANCE_TYPES, TRANSFORM_INSTANCE_TYPES } from './sagemaker-instance-types';
import { BOOLEAN, list, oneOf, structure, text } from './shape-notation';

export const PARAMETER_TYPES = ['Integer', 'Continuous', 'Categorical', 'FreeText'] as const;
export const COMPRESSION_TYPES = ['None', 'Gzip'] as const;
export const OBJECTIVE_TYPES = ['Maximize', 'Minimize'] as const;

export const ENTITY_DESCRIPTION = text(0, 1024, /[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*/u, 'text on one line without control characters');
const PARAMETER_NAME = text(0, 256, /[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*/u, 'text on one line without control characters');
const PARAMETER_VALUE = text(0, 256, /.*/, 'text on one line');
const METRIC_NAME = text(1, 255, /.+/, 'text on one line');
const CONTENT_TYPES = list(text(0, 256, /.*/, 'text on one line'), 0);
const RANGE_OF_NUMBERS = structure({ MinValue: PARAMETER_VALUE, MaxValue: PARAMETER_VALUE }, 'MinValue', 'MaxValue');

export const HYPERPARAMETER_SPECIFICATION = structure({
  Name: PARAMETER_NAME,
  Description: ENTITY_DESCRIPTION,
  Type: oneOf(PARAMETER_TYPES),
  Range: structure({
    IntegerParameterRangeSpecification: RANGE_OF_NUMBERS,
    ContinuousParameterRangeSpecification: RANGE_OF_NUMBERS,
    CategoricalParameterRangeSpecification: structure({ Values: list(PARAMETER_VALUE, 1, 30) }, 'Values'),
  }),
  IsTunable: BOOLEAN,
  IsRequired: BOOLEAN,
  DefaultValue: text(0, 2500, /.*/, 'text on one line'),
}, 'Name', 'Type');

export const CHANNEL_SPECIFICATION = structure({
  Name: CHANNEL_NAME,
  Description: ENTITY_DESCRIPTION,
  IsRequired: BOOLEAN,
  SupportedContentTypes: CONTENT_TYPES,
  SupportedCompressionTypes: list(oneOf(COMPRESSION_TYPES), 0),
  SupportedInputModes: list(oneOf(TRAINING_INPUT_MODES), 1),
}, 'Name', 'SupportedContentTypes', 'SupportedInputModes');

/** The training specification without the image, which is the algorithm's. */
export const TRAINING_SPECIFICATION = structure({
  SupportedHyperParameters: list(HYPERPARAMETER_SPECIFICATION, 0, 100),
  SupportedTrainingInstanceTypes: list(oneOf(SAGEMAKER_TRAINING_INSTANCE_TYPES), 0),
  SupportsDistributedTraining: BOOLEAN,
  MetricDefinitions: list(structure({
    Name: METRIC_NAME,
    Regex: text(1, 500, /.+/, 'a regular expression on one line'),
  }, 'Name', 'Regex'), 0, 40),
  TrainingChannels: list(CHANNEL_SPECIFICATION, 1, 8),
  SupportedTuningJobObjectiveMetrics: list(structure({ Type: oneOf(OBJECTIVE_TYPES), MetricName: METRIC_NAME }, 'Type', 'MetricName'), 0),
}, 'SupportedTrainingInstanceTypes', 'TrainingChannels');

/** The inference specification without the containers, which are the algorithm's, and without real-time endpoints. */
export const INFERENCE_SPECIFICATION = structure({
  SupportedTransformInstanceTypes: list(oneOf(TRANSFORM_INSTANCE_TYPES), 1),
  SupportedContentTypes: CONTENT_TYPES,
  SupportedResponseMIMETypes: list(text(0, 1024, /[-\w]+\/.+/, 'a MIME type such as text/csv'), 0),
});
