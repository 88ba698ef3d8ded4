/** What is explored: one custom resource, in two declarations of which the second is a real change. */
import {
  PROPERTY_FORMAT, RESOURCE_TYPES, type AssociationProperties, type MlConfigurationProperties, type MlInputChannelProperties,
  type SageMakerAlgorithmProperties, type TrainedModelExportProperties, type TrainedModelInferenceProperties, type TrainedModelProperties,
} from '../../src/private/protocol/contract';
import { toTemplateCasing } from '../../src/private/protocol/property-casing';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
const MEMBERSHIP = '11111111-2222-3333-4444-555555555555';
const COLLABORATION = '22222222-3333-4444-5555-666666666666';
const IN_MEMBERSHIP = `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:membership/${MEMBERSHIP}`;

/** Properties as CloudFormation hands them over. */
export type Properties = Readonly<Record<string, unknown>>;

export interface Subject {
  readonly name: string;
  readonly resourceType: string;
  /** What is created, and what it is updated to. */
  readonly declarations: readonly [Properties, Properties];
  /** The attribute that says what there is, without which no answer is a success. */
  readonly identity: string;
}

export const MODEL = subject('model', RESOURCE_TYPES.trainedModel, 'TrainedModelArn', modelWith);
export const ASSOCIATION = subject('association', RESOURCE_TYPES.association, 'ConfiguredModelAlgorithmAssociationArn', associationWith);
export const ML_CONFIGURATION = subject('ml-configuration', RESOURCE_TYPES.mlConfiguration, 'S3Uri', mlConfigurationWith);
export const INPUT_CHANNEL = subject('input-channel', RESOURCE_TYPES.mlInputChannel, 'MlInputChannelArn', inputChannelWith);
/** A run that can be cancelled and not removed. */
export const INFERENCE = subject('inference', RESOURCE_TYPES.trainedModelInference, 'TrainedModelInferenceJobArn', inferenceWith);
/** A run that can be neither cancelled nor removed, and that listings alone show. */
export const EXPORT = subject('export', RESOURCE_TYPES.trainedModelExport, 'Name', exportWith);

/** A declared resource that costs, and that nothing can end. */
export const SAGEMAKER_ALGORITHM = subject('sagemaker-algorithm', RESOURCE_TYPES.sageMakerAlgorithm, 'AlgorithmArn', sageMakerAlgorithmWith);

export const SUBJECTS: readonly Subject[] = [MODEL, ASSOCIATION, ML_CONFIGURATION, INPUT_CHANNEL, INFERENCE, EXPORT, SAGEMAKER_ALGORITHM];

/** @param declare what is declared for the first time, and for the second */
function subject(name: string, resourceType: string, identity: string, declare: (time: string) => Properties): Subject {
  return { name, resourceType, identity, declarations: [declare('1'), declare('2')] };
}

function modelWith(epochs: string): Properties {
  return handedOver<TrainedModelProperties>('Model', {
    Request: {
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmAssociationArn: `${IN_MEMBERSHIP}/configured-model-algorithm-association/provided`,
      dataChannels: [{ mlInputChannelArn: `${IN_MEMBERSHIP}/ml-input-channel/joint`, channelName: 'train' }],
      resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 30 },
    },
    Hyperparameters: [{ Name: 'epochs', Value: epochs }],
    Retraining: { Strategy: 'INCREMENTAL', ChannelName: 'base' },
    RetrainOn: 'INPUTS',
    Completion: { Mode: 'WHEN_SUBMITTED' },
    VersionRetention: {},
  });
}

function associationWith(gigabytes: string): Properties {
  return handedOver<AssociationProperties>('Association', {
    Request: {
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmArn: `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:configured-model-algorithm/elsewhere`,
      privacyConfiguration: { policies: { trainedModels: { maxArtifactSize: { unit: 'GB', value: Number(gigabytes) } } } },
    },
  });
}

function mlConfigurationWith(prefix: string): Properties {
  return handedOver<MlConfigurationProperties>('MlConfiguration', {
    Request: {
      membershipIdentifier: MEMBERSHIP,
      defaultOutputLocation: { destination: { s3Destination: { s3Uri: `s3://models/${prefix}` } }, roleArn: `arn:aws:iam::${ACCOUNT}:role/outputs` },
    },
    Adopt: 'false',
  });
}

function inputChannelWith(revision: string): Properties {
  return handedOver<MlInputChannelProperties>('Channel', {
    Request: {
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmAssociations: [`${IN_MEMBERSHIP}/configured-model-algorithm-association/provided`],
      inputChannel: { dataSource: { protectedQueryInputParameters: {} }, roleArn: `arn:aws:iam::${ACCOUNT}:role/query` },
      retentionInDays: 30,
    },
    Query: 'SELECT label FROM payments',
    Revision: revision,
  });
}

/** A version of another member, of which nothing is looked at. */
function job() {
  return {
    Completion: { Mode: 'WHEN_SUBMITTED' as const },
    Request: {
      membershipIdentifier: MEMBERSHIP,
      trainedModelArn: `arn:aws:cleanrooms-ml:${REGION}:444455556666:membership/99999999-8888-7777-6666-555555555555/trained-model/fraud`,
      outputConfiguration: { members: [{ accountId: '444455556666' }] },
    },
  };
}

function inferenceWith(revision: string): Properties {
  const { Request: request, ...others } = job();
  return handedOver<TrainedModelInferenceProperties>('Inference', {
    ...others,
    Request: {
      ...request,
      resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1 },
      dataSource: { mlInputChannelArn: `${IN_MEMBERSHIP}/ml-input-channel/joint` },
    },
    Revision: revision,
  });
}

function exportWith(revision: string): Properties {
  return handedOver<TrainedModelExportProperties>('Export', { ...job(), CollaborationIdentifier: COLLABORATION, Revision: revision });
}

function sageMakerAlgorithmWith(revision: string): Properties {
  return handedOver<SageMakerAlgorithmProperties>('Algorithm', {
    Request: {
      TrainingSpecification: {
        TrainingImage: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/fraud:v1`,
        SupportedTrainingInstanceTypes: ['ml.m5.xlarge'],
        TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
      },
      ValidationSpecification: {
        ValidationRole: `arn:aws:iam::${ACCOUNT}:role/validate`,
        ValidationProfiles: [{
          ProfileName: 'validation',
          TrainingJobDefinition: {
            TrainingInputMode: 'File',
            InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://samples/train' } } }],
            OutputDataConfig: { S3OutputPath: 's3://samples/output' },
            ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 },
            StoppingCondition: { MaxRuntimeInSeconds: 600 },
          },
        }],
      },
    },
    Revision: revision,
  });
}

/** In a template's casing, with numbers as strings. */
function handedOver<P extends { readonly Label: string }>(label: string, properties: Omit<P, 'PropertyFormat' | 'Label'>): Properties {
  const all = toTemplateCasing({ PropertyFormat: PROPERTY_FORMAT, Label: label, ...properties });
  return JSON.parse(JSON.stringify(all, (_, value: unknown) => (typeof value === 'number' ? String(value) : value))) as Properties;
}
