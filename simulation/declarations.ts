/**
 * What a user declares, as data: properties of the constructs by their names. References between the resources of a
 * stack are construct ids.
 */
import type { RetrainScope } from '../src/private/protocol/contract';

export type TagMap = Readonly<Record<string, string>>;

export interface AlgorithmDeclaration {
  readonly name?: string;
  readonly description?: string;
  readonly imageTag: string;
  readonly arguments?: readonly string[];
  readonly encryptionKey?: string;
  /** The name of the role that pulls the image. @default - the role that every algorithm has */
  readonly role?: string;
  /** The image of an inference container. */
  readonly inferenceTag?: string;
  readonly tags: TagMap;
  readonly retain?: boolean;
}

export interface AssociationDeclaration {
  readonly name?: string;
  readonly description?: string;
  /** The construct id of an algorithm of the stack. @default - one that is managed elsewhere */
  readonly algorithm?: string;
  readonly noise: 'HIGH' | 'LOW';
  /** Whether the privacy policy allows exports and inference jobs. */
  readonly allowsJobs?: boolean;
  readonly tags: TagMap;
  readonly retain?: boolean;
}

export interface ModelDeclaration {
  readonly name?: string;
  readonly description?: string;
  /** The construct id of an association of the stack. @default - one that is managed elsewhere */
  readonly association?: string;
  /** Which of the account's memberships trains. */
  readonly membership: number;
  /** Names of channels; each brings the data of the same name: of an input channel of the stack, or of one elsewhere. */
  readonly channels: readonly string[];
  readonly sharded?: boolean;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly volumeSizeGb: number;
  readonly hyperparameters?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly inputMode?: 'File' | 'FastFile' | 'Pipe';
  readonly maxRuntimeSeconds?: number;
  readonly encryptionKey?: string;
  readonly payerAccountId?: string;
  readonly incremental: boolean;
  /** A model elsewhere that the first incremental training starts from. */
  readonly startFrom?: string;
  readonly retrainOn: RetrainScope;
  readonly revision?: string;
  /** Minutes that a deployment waits for the training. @default - it does not */
  readonly activeWithinMinutes?: number;
  readonly keepLast?: number;
  readonly tags: TagMap;
  readonly retain?: boolean;
}

export interface InputChannelDeclaration {
  /** The construct id of an association of the stack. @default - one that is managed elsewhere */
  readonly association?: string;
  readonly table: string;
  /** The value of a parameter of the query. */
  readonly parameter: string;
  readonly retentionInDays: number;
  readonly revision?: string;
  readonly tags: TagMap;
}

/** What jobs on a model of the stack have in common. */
interface JobDeclaration {
  /** The construct id of the model. */
  readonly model: string;
  readonly revision?: string;
  /** Minutes that a deployment waits for the job. @default - it does not */
  readonly activeWithinMinutes?: number;
}

export interface InferenceDeclaration extends JobDeclaration {
  /** Brings the data of that name, as those of a model do. */
  readonly channel: string;
  readonly instanceCount: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tags: TagMap;
}

export interface ExportDeclaration extends JobDeclaration {
  readonly receiver: string;
}

export interface MlConfigurationDeclaration {
  readonly prefix: string;
}

/** What SageMaker validates before anybody trains with it. */
export interface ValidatedAlgorithmDeclaration {
  readonly description?: string;
  readonly imageTag: string;
  /** Whether there is an inference container too, and a transform job in the validation. */
  readonly scores: boolean;
  /** @default - the algorithm is registered, and nothing is paid for */
  readonly validation?: {
    /** The name of the role of the jobs. */
    readonly role: string;
    readonly hyperparameters?: Readonly<Record<string, string>>;
  };
  readonly revision?: string;
  /** Whether the association waits for the validation. */
  readonly guards: boolean;
  readonly tags: TagMap;
}

/** What comes before and after a training. */
export interface WorkflowDeclaration {
  readonly validated?: ValidatedAlgorithmDeclaration;
  readonly inputChannels: Readonly<Record<string, InputChannelDeclaration>>;
  readonly inferences: Readonly<Record<string, InferenceDeclaration>>;
  readonly exports: Readonly<Record<string, ExportDeclaration>>;
  /** That of the account's first membership. */
  readonly mlConfiguration?: MlConfigurationDeclaration;
}

export interface StackDeclaration {
  readonly name: string;
  readonly account: string;
  readonly algorithms: Readonly<Record<string, AlgorithmDeclaration>>;
  readonly associations: Readonly<Record<string, AssociationDeclaration>>;
  readonly models: Readonly<Record<string, ModelDeclaration>>;
  readonly workflow?: WorkflowDeclaration;
}

export const REGION = 'us-east-1';
export const COLLABORATION = 'c0000000-0000-4000-8000-000000000000';

/** The memberships of each account in the collaboration. */
export const MEMBERSHIPS: Readonly<Record<string, readonly string[]>> = {
  111111111111: ['a1111111-0000-4000-8000-000000000001', 'a1111111-0000-4000-8000-000000000002'],
  222222222222: ['b2222222-0000-4000-8000-000000000001'],
};

export function membershipOf({ account }: StackDeclaration, index: number): string {
  const memberships = MEMBERSHIPS[account];
  return memberships[index % memberships.length];
}

/** The ARN of something that no stack of the simulation manages. */
export function elsewhere(account: string, resource: string): string {
  return `arn:aws:cleanrooms-ml:${REGION}:${account}:${resource}`;
}

export const keyArn = (account: string, name: string) => `arn:aws:kms:${REGION}:${account}:key/${name}`;
export const roleArn = (account: string, name = 'pull-images') => `arn:aws:iam::${account}:role/${name}`;
export const imageUri = (account: string, tag: string) => `${account}.dkr.ecr.${REGION}.amazonaws.com/fraud:${tag}`;
