/**
 * The part of the Clean Rooms ML client that the handlers use, with the method names and shapes of the
 * official one. The adapter hands out the real client as this; the emulator implements it.
 */
import type { ExportJobStatus, InferenceJobStatus, MlInputChannelStatus, TrainedModelStatus } from './api-model';
import type {
  CreateConfiguredModelAlgorithmAssociationRequest, CreateConfiguredModelAlgorithmRequest, CreateMlInputChannelRequest, CreateTrainedModelRequest,
  MlOutputConfiguration, PrivacyConfiguration, PutMlConfigurationRequest, StartTrainedModelExportJobRequest, StartTrainedModelInferenceJobRequest,
  TagMap,
} from './api-requests';

export interface TrainedModelVersionRequest {
  membershipIdentifier: string;
  trainedModelArn: string;
  /** Left out for the base version, which has no identifier. */
  versionIdentifier?: string;
}

export interface Page {
  nextToken?: string;
  maxResults?: number;
}

export interface AlgorithmSummary {
  configuredModelAlgorithmArn: string;
  name: string;
  createTime: Date;
  updateTime: Date;
}

export interface AlgorithmDetails extends AlgorithmSummary {
  roleArn: string;
  tags?: TagMap;
}

export interface AssociationSummary {
  configuredModelAlgorithmAssociationArn: string;
  configuredModelAlgorithmArn: string;
  membershipIdentifier: string;
  collaborationIdentifier: string;
  name: string;
  createTime: Date;
  updateTime: Date;
}

export interface AssociationDetails extends AssociationSummary {
  tags?: TagMap;
}

export interface TrainedModelSummary {
  trainedModelArn: string;
  /** Absent, null or "NULL" for the base version. */
  versionIdentifier?: string | null;
  incrementalTrainingDataChannels?: { channelName: string; modelName: string; versionIdentifier?: string | null }[];
  name: string;
  membershipIdentifier: string;
  collaborationIdentifier: string;
  status: TrainedModelStatus;
  configuredModelAlgorithmAssociationArn: string;
  createTime: Date;
  updateTime: Date;
}

export interface TrainedModelDetails extends TrainedModelSummary {
  statusDetails?: { statusCode?: string; message?: string };
  trainingContainerImageDigest?: string;
  tags?: TagMap;
}

export interface MlConfigurationDetails {
  membershipIdentifier: string;
  defaultOutputLocation: MlOutputConfiguration;
  createTime: Date;
  updateTime: Date;
}

export interface InferenceJobSummary {
  trainedModelInferenceJobArn: string;
  name: string;
  membershipIdentifier: string;
  trainedModelArn: string;
  trainedModelVersionIdentifier?: string | null;
  status: InferenceJobStatus;
  createTime: Date;
  updateTime: Date;
}

export interface MlInputChannelSummary {
  mlInputChannelArn: string;
  membershipIdentifier: string;
  collaborationIdentifier: string;
  configuredModelAlgorithmAssociations: string[];
  name: string;
  status: MlInputChannelStatus;
  protectedQueryIdentifier?: string;
  createTime: Date;
  updateTime: Date;
}

export interface InferenceJobDetails extends InferenceJobSummary {
  statusDetails?: { statusCode?: string; message?: string };
  inferenceContainerImageDigest?: string;
  tags?: TagMap;
}

/** All that the service tells of an export: it has no ARN. */
export interface ExportJobSummary {
  name: string;
  /** The membership that started it. */
  membershipIdentifier: string;
  collaborationIdentifier: string;
  trainedModelArn: string;
  trainedModelVersionIdentifier?: string | null;
  status: ExportJobStatus;
  statusDetails?: { statusCode?: string; message?: string };
  createTime: Date;
  updateTime: Date;
}

/** How often the data of a table can still be read. */
export interface AccessBudget {
  resourceArn: string;
  aggregateRemainingBudget: number;
}

export interface MlInputChannelDetails extends MlInputChannelSummary {
  retentionInDays: number;
  statusDetails?: { statusCode?: string; message?: string };
  numberOfRecords?: number;
  numberOfFiles?: number;
  sizeInGb?: number;
  privacyBudgets?: { accessBudgets?: AccessBudget[] };
  tags?: TagMap;
}

export interface MlInputChannelRequest {
  membershipIdentifier: string;
  mlInputChannelArn: string;
}

export type AssociationPolicy = keyof PrivacyConfiguration['policies'];

/** An association, as any member of the collaboration sees it. */
export interface CollaborationAssociationDetails extends AssociationSummary {
  privacyConfiguration?: PrivacyConfiguration;
  creatorAccountId: string;
}

/** A version of a trained model, as any member of the collaboration sees it. */
export interface CollaborationTrainedModelSummary extends TrainedModelSummary {
  creatorAccountId: string;
}

/** An inference job, as any member of the collaboration sees it. */
export interface CollaborationInferenceJobSummary extends InferenceJobSummary {
  collaborationIdentifier: string;
  creatorAccountId: string;
}

export interface CleanRoomsMl {
  createConfiguredModelAlgorithm(request: CreateConfiguredModelAlgorithmRequest): Promise<{ configuredModelAlgorithmArn: string }>;
  getConfiguredModelAlgorithm(request: { configuredModelAlgorithmArn: string }): Promise<AlgorithmDetails>;
  listConfiguredModelAlgorithms(request: Page): Promise<{ configuredModelAlgorithms: AlgorithmSummary[]; nextToken?: string }>;
  deleteConfiguredModelAlgorithm(request: { configuredModelAlgorithmArn: string }): Promise<unknown>;

  createConfiguredModelAlgorithmAssociation(
    request: CreateConfiguredModelAlgorithmAssociationRequest): Promise<{ configuredModelAlgorithmAssociationArn: string }>;
  getConfiguredModelAlgorithmAssociation(
    request: { membershipIdentifier: string; configuredModelAlgorithmAssociationArn: string }): Promise<AssociationDetails>;
  listConfiguredModelAlgorithmAssociations(
    request: Page & { membershipIdentifier: string }): Promise<{ configuredModelAlgorithmAssociations: AssociationSummary[]; nextToken?: string }>;
  deleteConfiguredModelAlgorithmAssociation(
    request: { membershipIdentifier: string; configuredModelAlgorithmAssociationArn: string }): Promise<unknown>;

  createTrainedModel(request: CreateTrainedModelRequest): Promise<{ trainedModelArn: string; versionIdentifier?: string | null }>;
  getTrainedModel(request: TrainedModelVersionRequest): Promise<TrainedModelDetails>;
  listTrainedModels(request: Page & { membershipIdentifier: string }): Promise<{ trainedModels: TrainedModelSummary[]; nextToken?: string }>;
  listTrainedModelVersions(
    request: Page & { membershipIdentifier: string; trainedModelArn: string; status?: TrainedModelStatus },
  ): Promise<{ trainedModels: TrainedModelSummary[]; nextToken?: string }>;
  cancelTrainedModel(request: TrainedModelVersionRequest): Promise<unknown>;
  deleteTrainedModelOutput(request: TrainedModelVersionRequest): Promise<unknown>;

  putMLConfiguration(request: PutMlConfigurationRequest): Promise<unknown>;
  getMLConfiguration(request: { membershipIdentifier: string }): Promise<MlConfigurationDetails>;
  deleteMLConfiguration(request: { membershipIdentifier: string }): Promise<unknown>;

  startTrainedModelInferenceJob(request: StartTrainedModelInferenceJobRequest): Promise<{ trainedModelInferenceJobArn: string }>;
  getTrainedModelInferenceJob(
    request: { membershipIdentifier: string; trainedModelInferenceJobArn: string }): Promise<InferenceJobDetails>;
  listTrainedModelInferenceJobs(
    request: Page & { membershipIdentifier: string; trainedModelArn?: string; trainedModelVersionIdentifier?: string },
  ): Promise<{ trainedModelInferenceJobs: InferenceJobSummary[]; nextToken?: string }>;
  cancelTrainedModelInferenceJob(request: { membershipIdentifier: string; trainedModelInferenceJobArn: string }): Promise<unknown>;

  startTrainedModelExportJob(request: StartTrainedModelExportJobRequest): Promise<unknown>;
  listCollaborationTrainedModelExportJobs(
    request: Page & { collaborationIdentifier: string; trainedModelArn: string; trainedModelVersionIdentifier?: string },
  ): Promise<{ collaborationTrainedModelExportJobs: ExportJobSummary[]; nextToken?: string }>;

  getCollaborationConfiguredModelAlgorithmAssociation(
    request: { collaborationIdentifier: string; configuredModelAlgorithmAssociationArn: string }): Promise<CollaborationAssociationDetails>;
  getCollaborationTrainedModel(
    request: { collaborationIdentifier: string; trainedModelArn: string; versionIdentifier?: string }): Promise<CollaborationTrainedModelSummary>;
  listCollaborationTrainedModels(
    request: Page & { collaborationIdentifier: string },
  ): Promise<{ collaborationTrainedModels: CollaborationTrainedModelSummary[]; nextToken?: string }>;
  listCollaborationTrainedModelInferenceJobs(
    request: Page & { collaborationIdentifier: string; trainedModelArn?: string; trainedModelVersionIdentifier?: string },
  ): Promise<{ collaborationTrainedModelInferenceJobs: CollaborationInferenceJobSummary[]; nextToken?: string }>;

  createMLInputChannel(request: CreateMlInputChannelRequest): Promise<{ mlInputChannelArn: string }>;
  getMLInputChannel(request: MlInputChannelRequest): Promise<MlInputChannelDetails>;
  listMLInputChannels(
    request: Page & { membershipIdentifier: string }): Promise<{ mlInputChannelsList: MlInputChannelSummary[]; nextToken?: string }>;
  deleteMLInputChannelData(request: MlInputChannelRequest): Promise<unknown>;

  listTagsForResource(request: { resourceArn: string }): Promise<{ tags: TagMap }>;
  tagResource(request: { resourceArn: string; tags: TagMap }): Promise<unknown>;
  untagResource(request: { resourceArn: string; tagKeys: string[] }): Promise<unknown>;
}
