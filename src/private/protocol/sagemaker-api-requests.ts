/**
 * What SageMaker knows of an algorithm's containers, as types; `sagemaker-api-model.ts` has the limits.
 */
export interface RangeOfNumbers {
  MinValue: string;
  MaxValue: string;
}

export interface ParameterRange {
  IntegerParameterRangeSpecification?: RangeOfNumbers;
  ContinuousParameterRangeSpecification?: RangeOfNumbers;
  CategoricalParameterRangeSpecification?: { Values: string[] };
}

export interface HyperParameterSpecification {
  Name: string;
  Description?: string;
  Type: string;
  Range?: ParameterRange;
  IsTunable?: boolean;
  IsRequired?: boolean;
  DefaultValue?: string;
}

export interface ChannelSpecification {
  Name: string;
  Description?: string;
  IsRequired?: boolean;
  SupportedContentTypes: string[];
  SupportedCompressionTypes?: string[];
  SupportedInputModes: string[];
}

/** Without the image. */
export interface TrainingSpecification {
  SupportedHyperParameters?: HyperParameterSpecification[];
  SupportedTrainingInstanceTypes: string[];
  SupportsDistributedTraining?: boolean;
  MetricDefinitions?: { Name: string; Regex: string }[];
  TrainingChannels: ChannelSpecification[];
  SupportedTuningJobObjectiveMetrics?: { Type: string; MetricName: string }[];
}

/** Without the containers. */
export interface InferenceSpecification {
  SupportedTransformInstanceTypes?: string[];
  SupportedContentTypes?: string[];
  SupportedResponseMIMETypes?: string[];
}

/** What a specification file has of an algorithm. */
export interface SpecificationMembers {
  TrainingSpecification: TrainingSpecification;
  InferenceSpecification?: InferenceSpecification;
}
