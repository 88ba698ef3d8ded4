/** The request that registers an algorithm in Amazon SageMaker, as types; `sagemaker-create-algorithm.ts` has the limits. */
import type { InferenceSpecification, TrainingSpecification } from './sagemaker-api-requests';

export interface SourceInS3 {
  S3DataType: string;
  S3Uri: string;
  CompressionType?: string;
  ETag?: string;
}

export interface ModelInS3 {
  S3Uri: string;
  S3DataType: string;
  CompressionType: string;
  ModelAccessConfig?: { AcceptEula: boolean };
  HubAccessConfig?: { HubContentArn: string };
  ManifestS3Uri?: string;
  ETag?: string;
  ManifestEtag?: string;
}

export interface AlgorithmContainer {
  ContainerHostname?: string;
  Image?: string;
  ImageDigest?: string;
  ModelDataUrl?: string;
  ModelDataSource?: { S3DataSource?: ModelInS3 };
  ProductId?: string;
  Environment?: Record<string, string>;
  ModelInput?: { DataInputConfig: string };
  Framework?: string;
  FrameworkVersion?: string;
  NearestModelName?: string;
  AdditionalModelDataSources?: { ChannelName: string; S3DataSource: ModelInS3 }[];
  AdditionalS3DataSource?: SourceInS3;
  ModelDataETag?: string;
  IsCheckpoint?: boolean;
  BaseModel?: { HubContentName?: string; HubContentVersion?: string; RecipeName?: string };
}

export interface S3DataSource {
  S3DataType: string;
  S3Uri: string;
  S3DataDistributionType?: string;
  AttributeNames?: string[];
  InstanceGroupNames?: string[];
  ModelAccessConfig?: { AcceptEula: boolean };
  HubAccessConfig?: { HubContentArn: string };
}

export interface FileSystemDataSource {
  FileSystemId: string;
  FileSystemAccessMode: string;
  FileSystemType: string;
  DirectoryPath: string;
}

export interface ValidationDataSource {
  S3DataSource?: S3DataSource;
  FileSystemDataSource?: FileSystemDataSource;
  DatasetSource?: { DatasetArn: string };
}

export interface ValidationChannelConfig {
  ChannelName: string;
  DataSource: ValidationDataSource;
  ContentType?: string;
  CompressionType?: string;
  RecordWrapperType?: string;
  InputMode?: string;
  ShuffleConfig?: { Seed: number };
}

export interface ResourceConfig {
  InstanceType?: string;
  InstanceCount?: number;
  VolumeSizeInGB?: number;
  VolumeKmsKeyId?: string;
  KeepAlivePeriodInSeconds?: number;
  InstanceGroups?: { InstanceType: string; InstanceCount: number; InstanceGroupName: string }[];
  TrainingPlanArn?: string;
  InstancePlacementConfig?: {
    EnableMultipleJobs?: boolean;
    PlacementSpecifications?: { UltraServerId?: string; InstanceCount: number }[];
  };
}

export interface TrainingJobDefinition {
  TrainingInputMode: string;
  HyperParameters?: Record<string, string>;
  InputDataConfig: ValidationChannelConfig[];
  OutputDataConfig: { KmsKeyId?: string; S3OutputPath: string; CompressionType?: string };
  ResourceConfig: ResourceConfig;
  StoppingCondition: { MaxRuntimeInSeconds?: number; MaxWaitTimeInSeconds?: number; MaxPendingTimeInSeconds?: number };
}

export interface TransformJobDefinition {
  MaxConcurrentTransforms?: number;
  MaxPayloadInMB?: number;
  BatchStrategy?: string;
  Environment?: Record<string, string>;
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: string; S3Uri: string } };
    ContentType?: string;
    CompressionType?: string;
    SplitType?: string;
  };
  TransformOutput: { S3OutputPath: string; Accept?: string; AssembleWith?: string; KmsKeyId?: string };
  TransformResources: { InstanceType: string; InstanceCount: number; VolumeKmsKeyId?: string; TransformAmiVersion?: string };
}

export interface ValidationSpecification {
  ValidationRole: string;
  ValidationProfiles: { ProfileName: string; TrainingJobDefinition: TrainingJobDefinition; TransformJobDefinition?: TransformJobDefinition }[];
}

export interface SageMakerTag {
  Key: string;
  Value: string;
}

export interface CreateAlgorithmRequest {
  AlgorithmName: string;
  AlgorithmDescription?: string;
  TrainingSpecification: TrainingSpecification & { TrainingImage: string; TrainingImageDigest?: string; AdditionalS3DataSource?: SourceInS3 };
  InferenceSpecification?: InferenceSpecification & { Containers: AlgorithmContainer[]; SupportedRealtimeInferenceInstanceTypes?: string[] };
  ValidationSpecification?: ValidationSpecification;
  CertifyForMarketplace?: boolean;
  Tags?: SageMakerTag[];
}
