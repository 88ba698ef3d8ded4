/**
 * The contract between the constructs, which write the properties of the custom resources into a template,
 * and the handlers, which read them. No CDK and no AWS SDK here: both sides import it.
 *
 * CloudFormation hands every number and boolean to the handlers as a string. Members of a request are restored
 * by its shape (`api-model.ts`), everything else in here is text or is parsed by the decoder.
 */
import type {
  CreateConfiguredModelAlgorithmAssociationRequest, CreateConfiguredModelAlgorithmRequest, CreateMlInputChannelRequest, CreateTrainedModelRequest,
  ProtectedQueryInputParameters, PutMlConfigurationRequest, StartTrainedModelExportJobRequest, StartTrainedModelInferenceJobRequest,
} from './api-requests';
import type { CreateAlgorithmRequest } from './sagemaker-create-algorithm-request';

/**
 * The format of the properties. A newer library that changes it keeps reading the older ones for ever, since
 * CloudFormation hands back what a stack was made with when it is updated or deleted.
 */
export const PROPERTY_FORMAT = '1';

export const RESOURCE_TYPES = {
  algorithm: 'Custom::CleanRoomsMLConfiguredModelAlgorithm',
  association: 'Custom::CleanRoomsMLConfiguredModelAlgorithmAssociation',
  trainedModel: 'Custom::CleanRoomsMLTrainedModel',
  mlConfiguration: 'Custom::CleanRoomsMLMLConfiguration',
  trainedModelInference: 'Custom::CleanRoomsMLTrainedModelInferenceJob',
  trainedModelExport: 'Custom::CleanRoomsMLTrainedModelExportJob',
  mlInputChannel: 'Custom::CleanRoomsMLMLInputChannel',
  sageMakerAlgorithm: 'Custom::SageMakerAlgorithm',
} as const;

/** Tags of ours on everything that the handlers create. */
export const OWNER_TAG = 'cdk-cleanrooms-ml:owner';
export const FINGERPRINT_TAG = 'cdk-cleanrooms-ml:fingerprint';

/** How names are made; the parts have fixed lengths, so that the whole fits into the service's 63 characters. */
export const NAMING = {
  /** Longest label (the readable part of a generated name) of an algorithm or association. */
  maxLabel: 40,
  /** Longest label of what is run, such as a trained model: each run carries a fingerprint in its name. */
  maxRunLabel: 24,
  /** Longest name that a user can give it, for the same reason. */
  maxRunName: 29,
} as const;

/** Every handler invocation, wait and retry fits into these. */
export const TIMING = {
  /** Minutes that CloudFormation gives a resource; it cannot be more. */
  cloudFormationMinutes: 60,
  /** Minutes after which the handlers stop by themselves, with a reason. */
  deadlineMinutes: 55,
  /** Minutes after which a failure is answered even if the ledger does not take it. */
  giveUpMinutes: 57,
  /** The longest time, in minutes, that `whenActive` can wait: what remains is for cancelling. */
  maxActiveMinutes: 45,
  /** Seconds after which an unanswered request is certainly not going to be accepted any more. */
  creationGracePeriodSeconds: 180,
  /** Seconds that one handler invocation can take; below `creationGracePeriodSeconds`, or a late create could slip through. */
  invocationSeconds: 120,
  /** Seconds of an invocation after which it begins nothing new: what is left has to be enough for one call. */
  budgetSeconds: 80,
  /** Seconds since a request was sent in which one that cannot be accepted is left to the next delivery of its event. */
  acceptSeconds: 240,
  /** Seconds in which missing permissions are taken for ones that are still on their way. */
  iamPropagationSeconds: 120,
  /** Seconds in which CloudFormation can show an outdated status. */
  statusSeconds: 60,
  /** Minutes in which a deletion that is refused is tried again, since a dependant may be going away. */
  dependencyMinutes: 10,
  /** Seconds after which what still cannot be deleted is handed to what took its place. */
  handOverSeconds: 60,
  /** Seconds between a training that a quota refuses and the next attempt: doubled each time, up to the second number. */
  quotaRetrySeconds: { first: 30, longest: 120 },
} as const;

/** CloudFormation invokes a function asynchronously, with an event of at most so many bytes. An item of DynamoDB has room for more. */
const ASYNCHRONOUS_PAYLOAD_BYTES = 262_144;
/** What else is in an event: the response address, ARNs and ids. */
const OTHER_EVENT_BYTES = 16_384;

/** An event of an update has the properties twice: the old and the new ones. Bytes of UTF-8, with JSON's escapes. */
export const EVENT_LIMITS = {
  bytes: ASYNCHRONOUS_PAYLOAD_BYTES,
  propertiesBytes: (ASYNCHRONOUS_PAYLOAD_BYTES - OTHER_EVENT_BYTES) / 2,
} as const;

/** Environment variables of the functions. */
export const ENVIRONMENT = { ledgerTable: 'LEDGER_TABLE', stateMachine: 'STATE_MACHINE_ARN' } as const;

/** The attributes of an item in the ledger's table. Each write has a nonce of its own. */
export const LEDGER = { key: 'owner', revision: 'revision', nonce: 'nonce', entry: 'entry', expiry: 'expiry' } as const;

/** An entry of a map. Maps travel as lists: a key such as `Ref` would read as an intrinsic function. */
export interface Entry {
  readonly Name: string;
  readonly Value: string;
}

/** The members of `Request` have the API's names here, and in a template those names in CloudFormation's casing. */
export interface CommonProperties {
  readonly PropertyFormat: string;
  /** The readable part of generated names. */
  readonly Label: string;
  /** The name that the user asked for. */
  readonly Name?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/**
 * What a training definition looks like: a digest of an algorithm's training container. It is part of the fingerprint of a
 * model, so another length is another training of every model.
 */
export const TRAINING_DEFINITION = { length: 26, pattern: /^[a-z2-7]{26}$/ } as const;

export interface AlgorithmProperties extends CommonProperties {
  readonly Request: Omit<CreateConfiguredModelAlgorithmRequest, 'name' | 'tags'>;
}

export interface AssociationProperties extends CommonProperties {
  /**
   * That of the algorithm, or its training container (`imageUri`, `entrypoint` and `arguments`) as JSON. Absent when nothing
   * is known of the algorithm.
   */
  readonly TrainingDefinition?: string;
  readonly Request: Omit<CreateConfiguredModelAlgorithmAssociationRequest, 'name' | 'tags'>;
}

export type RetrainingStrategy = 'INCREMENTAL' | 'FROM_SCRATCH';
export type RetrainScope = 'INPUTS' | 'ANY_TRAINING_PROPERTY' | 'REVISION_ONLY';
export type CompletionMode = 'WHEN_SUBMITTED' | 'WHEN_ACTIVE';

export interface TrainedModelProperties extends CommonProperties {
  /** That of the association. Absent when nothing is known of it: then its ARN is what tells trainings apart. */
  readonly TrainingDefinition?: string;
  readonly Request: Omit<CreateTrainedModelRequest, 'name' | 'tags' | 'hyperparameters' | 'environment' | 'incrementalTrainingDataChannels'>;
  readonly Hyperparameters?: readonly Entry[];
  readonly Environment?: readonly Entry[];
  readonly Retraining: {
    readonly Strategy: RetrainingStrategy;
    /** The channel that brings the earlier model in; with `INCREMENTAL` alone. */
    readonly ChannelName?: string;
    /** Another model that the first training starts from. */
    readonly StartFromArn?: string;
    readonly StartFromVersion?: string;
  };
  readonly RetrainOn: RetrainScope;
  readonly Revision?: string;
  readonly Completion: {
    readonly Mode: CompletionMode;
    readonly TimeoutSeconds?: number;
  };
  readonly VersionRetention: {
    /** How many usable versions stay; all of them when absent. */
    readonly KeepLast?: number;
  };
  /** The collaboration that shows what other members have. Absent when it is not known, or not needed. */
  readonly CollaborationIdentifier?: string;
}

export interface MlConfigurationProperties extends CommonProperties {
  readonly Request: PutMlConfigurationRequest;
  /** Whether to take the place of one that is there already: `true` or `false`. */
  readonly Adopt: string;
}

/** What jobs on a trained model have in common. */
export interface ModelJobProperties extends CommonProperties {
  /** Empty for the base version of the trained model, which has no identifier. */
  readonly TrainedModelVersionIdentifier?: string;
  /** The collaboration that shows what other members have, and lists exports. Absent when it is not known. */
  readonly CollaborationIdentifier?: string;
  readonly Revision?: string;
  readonly Completion: {
    readonly Mode: CompletionMode;
    readonly TimeoutSeconds?: number;
  };
}

export interface TrainedModelInferenceProperties extends ModelJobProperties {
  /** The image of the inference container that the association brings, where it is known: then it tells jobs apart, and not the ARN. */
  readonly InferenceImage?: string;
  readonly Request: Omit<StartTrainedModelInferenceJobRequest, 'name' | 'tags' | 'environment' | 'trainedModelVersionIdentifier'>;
  readonly Environment?: readonly Entry[];
}

export interface TrainedModelExportProperties extends ModelJobProperties {
  readonly Request: Omit<StartTrainedModelExportJobRequest, 'name' | 'trainedModelVersionIdentifier'>;
}

/** A request to create a channel, without what has properties of its own: what can be secret, and maps. */
type ChannelRequest = Omit<CreateMlInputChannelRequest, 'name' | 'tags' | 'inputChannel'> & {
  readonly inputChannel: {
    readonly dataSource: {
      readonly protectedQueryInputParameters: Omit<ProtectedQueryInputParameters, 'sqlParameters' | 'computeConfiguration'> & {
        readonly sqlParameters?: { readonly analysisTemplateArn: string };
        readonly computeConfiguration?: { readonly worker: { readonly type: string; readonly number: number } };
      };
    };
    readonly roleArn: string;
  };
};

export interface MlInputChannelProperties extends CommonProperties {
  readonly Request: ChannelRequest;
  /** The SQL text. */
  readonly Query?: string;
  readonly QueryParameters?: readonly Entry[];
  readonly SparkProperties?: readonly Entry[];
  readonly Revision?: string;
}

/** What is in a template of a request whose maps are anywhere: each map is a list of its entries. */
export type WithEntries<T> =
  T extends readonly (infer M)[] ? readonly WithEntries<M>[]
    : T extends object ? string extends keyof T ? readonly Entry[] : { readonly [K in keyof T]: WithEntries<T[K]> }
      : T;

export interface SageMakerAlgorithmProperties extends CommonProperties {
  readonly Request: WithEntries<Omit<CreateAlgorithmRequest, 'AlgorithmName' | 'Tags'>>;
  readonly Revision?: string;
}

/** What `Fn::GetAtt` finds on each resource. All of them are always there: `''` stands for an absent one. */
export const ATTRIBUTES = {
  algorithm: ['ConfiguredModelAlgorithmArn', 'Name', 'TrainingDefinition'],
  association: ['ConfiguredModelAlgorithmAssociationArn', 'Name', 'TrainingDefinition'],
  trainedModel: ['TrainedModelArn', 'VersionIdentifier', 'ParentVersionIdentifier', 'TrainingContainerImageDigest', 'Status', 'Name'],
  mlConfiguration: ['MembershipIdentifier', 'S3Uri'],
  trainedModelInference: ['TrainedModelInferenceJobArn', 'InferenceContainerImageDigest', 'Status', 'Name'],
  trainedModelExport: ['Status', 'Name'],
  mlInputChannel: [
    'MlInputChannelArn', 'Name', 'ProtectedQueryIdentifier', 'NumberOfRecords', 'NumberOfFiles', 'SizeInGb', 'PrivacyBudgetLeft',
  ],
  sageMakerAlgorithm: ['AlgorithmArn', 'Name', 'Status'],
} as const;

export type AlgorithmAttributes = Record<typeof ATTRIBUTES.algorithm[number], string>;
export type AssociationAttributes = Record<typeof ATTRIBUTES.association[number], string>;
export type TrainedModelAttributes = Record<typeof ATTRIBUTES.trainedModel[number], string>;
export type MlConfigurationAttributes = Record<typeof ATTRIBUTES.mlConfiguration[number], string>;
export type TrainedModelInferenceAttributes = Record<typeof ATTRIBUTES.trainedModelInference[number], string>;
export type TrainedModelExportAttributes = Record<typeof ATTRIBUTES.trainedModelExport[number], string>;
export type MlInputChannelAttributes = Record<typeof ATTRIBUTES.mlInputChannel[number], string>;
export type SageMakerAlgorithmAttributes = Record<typeof ATTRIBUTES.sageMakerAlgorithm[number], string>;
