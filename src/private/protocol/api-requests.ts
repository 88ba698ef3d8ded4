/**
 * The inputs of the operations that make something, as types; `api-model.ts` has their limits.
 */
export type TagMap = Record<string, string>;

export interface ContainerConfig {
  imageUri: string;
  entrypoint?: string[];
  arguments?: string[];
  metricDefinitions?: { name: string; regex: string }[];
}

export interface CreateConfiguredModelAlgorithmRequest {
  name: string;
  roleArn: string;
  description?: string;
  trainingContainerConfig?: ContainerConfig;
  inferenceContainerConfig?: { imageUri: string };
  kmsKeyArn?: string;
  tags?: TagMap;
}

export interface LogsConfigurationPolicy {
  allowedAccountIds: string[];
  filterPattern?: string;
  logType?: string;
  logRedactionConfiguration?: {
    entitiesToRedact: string[];
    customEntityConfig?: { customDataIdentifiers: string[] };
  };
}

export interface Gigabytes {
  unit: string;
  value: number;
}

export interface PrivacyConfiguration {
  policies: {
    trainedModels?: {
      containerLogs?: LogsConfigurationPolicy[];
      containerMetrics?: { noiseLevel: string };
      maxArtifactSize?: Gigabytes;
    };
    trainedModelExports?: { maxSize: Gigabytes; filesToExport: string[] };
    trainedModelInferenceJobs?: {
      containerLogs?: LogsConfigurationPolicy[];
      maxOutputSize?: Gigabytes;
    };
  };
}

export interface CreateConfiguredModelAlgorithmAssociationRequest {
  membershipIdentifier: string;
  configuredModelAlgorithmArn: string;
  name: string;
  description?: string;
  privacyConfiguration?: PrivacyConfiguration;
  tags?: TagMap;
}

export interface IncrementalTrainingDataChannel {
  trainedModelArn: string;
  versionIdentifier?: string;
  channelName: string;
}

export interface ModelTrainingDataChannel {
  mlInputChannelArn: string;
  channelName: string;
  s3DataDistributionType?: string;
}

export interface CreateTrainedModelRequest {
  membershipIdentifier: string;
  name: string;
  configuredModelAlgorithmAssociationArn: string;
  hyperparameters?: Record<string, string>;
  environment?: Record<string, string>;
  resourceConfig: { instanceType: string; volumeSizeInGB: number; instanceCount?: number };
  stoppingCondition?: { maxRuntimeInSeconds?: number };
  incrementalTrainingDataChannels?: IncrementalTrainingDataChannel[];
  dataChannels: ModelTrainingDataChannel[];
  trainingInputMode?: string;
  description?: string;
  kmsKeyArn?: string;
  tags?: TagMap;
  mlModelTrainingPayerAccountId?: string;
}

/** Where outputs go, and the role that writes them, logs and metrics. */
export interface MlOutputConfiguration {
  destination?: { s3Destination: { s3Uri: string } };
  roleArn: string;
}

export interface PutMlConfigurationRequest {
  membershipIdentifier: string;
  defaultOutputLocation: MlOutputConfiguration;
}

export interface StartTrainedModelInferenceJobRequest {
  membershipIdentifier: string;
  name: string;
  trainedModelArn: string;
  trainedModelVersionIdentifier?: string;
  configuredModelAlgorithmAssociationArn?: string;
  resourceConfig: { instanceType: string; instanceCount?: number };
  outputConfiguration: { accept?: string; members: { accountId: string }[] };
  dataSource: { mlInputChannelArn: string };
  description?: string;
  containerExecutionParameters?: { maxPayloadInMB?: number };
  environment?: Record<string, string>;
  kmsKeyArn?: string;
  tags?: TagMap;
  mlModelInferencePayerAccountId?: string;
}

export interface StartTrainedModelExportJobRequest {
  membershipIdentifier: string;
  name: string;
  trainedModelArn: string;
  trainedModelVersionIdentifier?: string;
  outputConfiguration: { members: { accountId: string }[] };
  description?: string;
}

/** Either SQL or an analysis template. Both, and the parameters, can be secret. */
export interface ProtectedQuerySqlParameters {
  queryString?: string;
  analysisTemplateArn?: string;
  parameters?: Record<string, string>;
}

export interface ProtectedQueryInputParameters {
  sqlParameters: ProtectedQuerySqlParameters;
  computeConfiguration?: { worker: { type?: string; number?: number; properties?: { spark: Record<string, string> } } };
  resultFormat?: string;
}

export interface CreateMlInputChannelRequest {
  membershipIdentifier: string;
  configuredModelAlgorithmAssociations: string[];
  inputChannel: { dataSource: { protectedQueryInputParameters: ProtectedQueryInputParameters }; roleArn: string };
  name: string;
  retentionInDays: number;
  description?: string;
  kmsKeyArn?: string;
  tags?: TagMap;
  payerConfiguration?: { computePayerAccountId?: string; syntheticDataPayerAccountId?: string };
}
