/**
 * The part of the Amazon SageMaker client that the handlers use, with the method names and shapes of the official one. The
 * adapter hands out the real client as this; the emulator implements it.
 */
import type { AlgorithmStatus, DetailedAlgorithmStatus } from './sagemaker-create-algorithm';
import type { CreateAlgorithmRequest, SageMakerTag } from './sagemaker-create-algorithm-request';

export interface SageMakerPage {
  NextToken?: string;
  MaxResults?: number;
}

export interface SageMakerAlgorithmSummary {
  AlgorithmName: string;
  AlgorithmArn: string;
  AlgorithmDescription?: string;
  CreationTime: Date;
  AlgorithmStatus: AlgorithmStatus;
}

/** One image scan, or one job of a validation. */
export interface AlgorithmStatusItem {
  Name: string;
  Status: DetailedAlgorithmStatus;
  FailureReason?: string;
}

export interface SageMakerAlgorithmDetails extends SageMakerAlgorithmSummary {
  ValidationSpecification?: object;
  AlgorithmStatusDetails?: {
    ValidationStatuses?: AlgorithmStatusItem[];
    ImageScanStatuses?: AlgorithmStatusItem[];
  };
}

export interface SageMaker {
  createAlgorithm(request: CreateAlgorithmRequest): Promise<{ AlgorithmArn: string }>;
  /** By its name or its ARN. */
  describeAlgorithm(request: { AlgorithmName: string }): Promise<SageMakerAlgorithmDetails>;
  listAlgorithms(
    request: SageMakerPage & { NameContains?: string }): Promise<{ AlgorithmSummaryList: SageMakerAlgorithmSummary[]; NextToken?: string }>;
  deleteAlgorithm(request: { AlgorithmName: string }): Promise<unknown>;

  listTags(request: SageMakerPage & { ResourceArn: string }): Promise<{ Tags: SageMakerTag[]; NextToken?: string }>;
  addTags(request: { ResourceArn: string; Tags: SageMakerTag[] }): Promise<unknown>;
  deleteTags(request: { ResourceArn: string; TagKeys: string[] }): Promise<unknown>;
}

/** The methods, which no other client of the handlers has. */
export const SAGEMAKER_METHODS: readonly (keyof SageMaker)[] = [
  'createAlgorithm', 'describeAlgorithm', 'listAlgorithms', 'deleteAlgorithm', 'listTags', 'addTags', 'deleteTags',
];
