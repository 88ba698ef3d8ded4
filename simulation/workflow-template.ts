/** The resources of a template that come before and after a training. */
import {
  COLLABORATION, elsewhere, imageUri, membershipOf, roleArn, type StackDeclaration, type TagMap, type ValidatedAlgorithmDeclaration,
} from './declarations';
import { completion, entries, getAtt } from './property-values';
import { RESOURCE_TYPES } from '../src/private/protocol/contract';

interface WorkflowResource {
  readonly type: string;
  readonly label: string;
  readonly tags: TagMap;
  readonly properties: object;
  /** Logical ids of what has to be there before. */
  readonly after?: readonly string[];
}

/** The ARN of the channel that brings the data of a name: one of the stack, or one that is managed elsewhere. */
export function channelArn({ account, workflow }: StackDeclaration, membershipIdentifier: string, name: string): unknown {
  return workflow !== undefined && name in workflow.inputChannels
    ? getAtt(name, 'MlInputChannelArn')
    : elsewhere(account, `membership/${membershipIdentifier}/ml-input-channel/${name}`);
}

/** The logical id of the algorithm that SageMaker validates. */
export const VALIDATED = 'Validated';

/** By logical id. */
export function workflowResources(stack: StackDeclaration): [string, WorkflowResource][] {
  const { account, name, models, workflow } = stack;
  if (workflow === undefined) {
    return [];
  }
  const membershipIdentifier = membershipOf(stack, 0);
  const imageOf = (model: string) => {
    const tag = stack.algorithms[stack.associations[models[model].association ?? '']?.algorithm ?? '']?.inferenceTag;
    return tag && imageUri(account, tag);
  };
  const target = (model: string) => ({ membershipIdentifier: membershipOf(stack, models[model].membership), trainedModelArn: getAtt(model, 'TrainedModelArn') });
  const { inputChannels, mlConfiguration, validated } = workflow;
  // A smaller scenario can have lost the model.
  const [inferences, exports] = [withModel(workflow.inferences, models), withModel(workflow.exports, models)];
  const after = mlConfiguration === undefined ? [] : ['MlConfiguration'];
  return [
    ...Object.entries(inputChannels).map(([id, channel]): [string, WorkflowResource] => [id, {
      type: RESOURCE_TYPES.mlInputChannel,
      label: `${name}-${id}`,
      tags: channel.tags,
      properties: {
        Request: {
          membershipIdentifier,
          configuredModelAlgorithmAssociations: [channel.association === undefined
            ? elsewhere(account, `membership/${membershipIdentifier}/configured-model-algorithm-association/provided`)
            : getAtt(channel.association, 'ConfiguredModelAlgorithmAssociationArn')],
          inputChannel: { dataSource: { protectedQueryInputParameters: {} }, roleArn: roleArn(account) },
          retentionInDays: channel.retentionInDays,
        },
        Query: `SELECT * FROM ${channel.table} WHERE day > :since`,
        QueryParameters: [{ Name: 'since', Value: channel.parameter }],
        Revision: channel.revision,
      },
    }]),
    ...inferences.map(([id, inference]): [string, WorkflowResource] => [id, {
      type: RESOURCE_TYPES.trainedModelInference,
      label: `${name}-${id}`,
      tags: inference.tags,
      properties: {
        TrainedModelVersionIdentifier: getAtt(inference.model, 'VersionIdentifier'),
        Request: {
          ...target(inference.model),
          configuredModelAlgorithmAssociationArn: imageOf(inference.model) && getAtt(models[inference.model].association!, 'ConfiguredModelAlgorithmAssociationArn'),
          resourceConfig: { instanceType: 'ml.m5.large', instanceCount: inference.instanceCount },
          outputConfiguration: { members: [{ accountId: account }] },
          dataSource: { mlInputChannelArn: channelArn(stack, membershipOf(stack, models[inference.model].membership), inference.channel) },
        },
        InferenceImage: imageOf(inference.model),
        Environment: entries(inference.environment),
        Revision: inference.revision,
        Completion: completion(inference.activeWithinMinutes),
      },
      after,
    }]),
    ...exports.map(([id, exported]): [string, WorkflowResource] => [id, {
      type: RESOURCE_TYPES.trainedModelExport,
      label: `${name}-${id}`,
      tags: {},
      properties: {
        TrainedModelVersionIdentifier: getAtt(exported.model, 'VersionIdentifier'),
        CollaborationIdentifier: COLLABORATION,
        Request: { ...target(exported.model), outputConfiguration: { members: [{ accountId: exported.receiver }] } },
        Revision: exported.revision,
        Completion: completion(exported.activeWithinMinutes),
      },
      after,
    }]),
    ...(mlConfiguration === undefined ? [] : [['MlConfiguration', {
      type: RESOURCE_TYPES.mlConfiguration,
      label: `${name}-MlConfiguration`,
      tags: {},
      properties: {
        Request: {
          membershipIdentifier,
          defaultOutputLocation: {
            destination: { s3Destination: { s3Uri: `s3://received-${account}/${mlConfiguration.prefix}` } }, roleArn: roleArn(account, 'publish'),
          },
        },
        Adopt: 'false',
      },
    }] as [string, WorkflowResource]]),
    ...(validated === undefined ? [] : [[VALIDATED, validatedResource(stack, validated)] as [string, WorkflowResource]]),
  ];
}

function validatedResource(
  { account, name }: StackDeclaration, { imageTag, scores, validation, ...declared }: ValidatedAlgorithmDeclaration,
): WorkflowResource {
  const image = imageUri(account, imageTag);
  return {
    type: RESOURCE_TYPES.sageMakerAlgorithm,
    label: `${name}-${VALIDATED}`,
    tags: declared.tags,
    properties: {
      Request: {
        AlgorithmDescription: declared.description,
        TrainingSpecification: {
          TrainingImage: image,
          SupportedTrainingInstanceTypes: ['ml.m5.xlarge'],
          TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
        },
        InferenceSpecification: scores ? { Containers: [{ Image: image }], SupportedContentTypes: ['text/csv'] } : undefined,
        ValidationSpecification: validation && {
          ValidationRole: roleArn(account, validation.role),
          ValidationProfiles: [{
            ProfileName: 'validation',
            TrainingJobDefinition: {
              TrainingInputMode: 'File',
              HyperParameters: entries(validation.hyperparameters),
              InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://samples/train' } } }],
              OutputDataConfig: { S3OutputPath: 's3://samples/validation' },
              ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 10 },
              StoppingCondition: { MaxRuntimeInSeconds: 1200 },
            },
            TransformJobDefinition: scores ? {
              TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://samples/score' } } },
              TransformOutput: { S3OutputPath: 's3://samples/scores' },
              TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
            } : undefined,
          }],
        },
      },
      Revision: declared.revision,
    },
  };
}

function withModel<J extends { readonly model: string }>(jobs: Readonly<Record<string, J>>, models: StackDeclaration['models']): [string, J][] {
  return Object.entries(jobs).filter(([, { model }]) => model in models);
}
