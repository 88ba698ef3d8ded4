/**
 * What the tests of the constructs start from: one of each, with as little said as possible.
 */
import { App, Duration, Stack, aws_ecr as ecr, aws_s3 as s3, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  AlgorithmSpecification, ChannelQuery, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, Hyperparameter, InferenceInstanceType,
  Membership, MlConfiguration, MlInputChannel, PrivacyPolicy, S3Data, SageMakerAlgorithm, TrainedModel, TrainedModelExport, TrainedModelInference,
  TrainingChannel, TrainingContainer, TrainingInputMode, TrainingInstanceType, ValidationData, type ConfiguredModelAlgorithmAssociationProps,
  type ConfiguredModelAlgorithmProps, type MlConfigurationProps, type MlInputChannelProps, type SageMakerAlgorithmProps,
  type TrainedModelExportProps, type TrainedModelInferenceProps, type TrainedModelProps, type ValidationTraining,
} from '../src';

export const MEMBERSHIP_ID = '11111111-2222-3333-4444-555555555555';
export const OTHER_MEMBERSHIP_ID = '99999999-8888-7777-6666-555555555555';
export const ALGORITHM_ARN = 'arn:aws:cleanrooms-ml:eu-west-1:111122223333:configured-model-algorithm/algorithm-1';
export const ASSOCIATION_ARN = `arn:aws:cleanrooms-ml:eu-west-1:444455556666:membership/${OTHER_MEMBERSHIP_ID}/configured-model-algorithm-association/association-1`;
export const CHANNEL_ARN = `arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/ml-input-channel/channel-1`;
export const MODEL_ARN = `arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}/trained-model/model-1`;
export const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };

export const ALGORITHM_TYPE = 'Custom::CleanRoomsMLConfiguredModelAlgorithm';
export const ASSOCIATION_TYPE = 'Custom::CleanRoomsMLConfiguredModelAlgorithmAssociation';
export const MODEL_TYPE = 'Custom::CleanRoomsMLTrainedModel';
export const INFERENCE_TYPE = 'Custom::CleanRoomsMLTrainedModelInferenceJob';
export const EXPORT_TYPE = 'Custom::CleanRoomsMLTrainedModelExportJob';
export const ML_CONFIGURATION_TYPE = 'Custom::CleanRoomsMLMLConfiguration';
export const INPUT_CHANNEL_TYPE = 'Custom::CleanRoomsMLMLInputChannel';
export const SAGEMAKER_ALGORITHM_TYPE = 'Custom::SageMakerAlgorithm';

export function newStack(props: StackProps = { env: ENVIRONMENT }, app = new App()): Stack {
  return new Stack(app, 'Stack', props);
}

export function repositoryIn(scope: Construct): ecr.IRepository {
  return scope.node.tryFindChild('Repository') as ecr.Repository | undefined ?? new ecr.Repository(scope, 'Repository');
}

export function membershipIn(scope: Construct) {
  const id = 'Membership';
  return scope.node.tryFindChild(id) as ReturnType<typeof Membership.fromMembershipId> | undefined
    ?? Membership.fromMembershipId(scope, id, MEMBERSHIP_ID);
}

export function newAlgorithm(scope: Construct, props: Partial<ConfiguredModelAlgorithmProps> = {}, id = 'Algorithm'): ConfiguredModelAlgorithm {
  return new ConfiguredModelAlgorithm(scope, id, { training: TrainingContainer.fromEcrRepository(repositoryIn(scope), { tag: 'v1' }), ...props });
}

export function newAssociation(
  scope: Construct, props: Partial<ConfiguredModelAlgorithmAssociationProps> = {}, id = 'Association',
): ConfiguredModelAlgorithmAssociation {
  return new ConfiguredModelAlgorithmAssociation(scope, id, {
    membership: membershipIn(scope),
    algorithm: props.algorithm ?? ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(scope, `${id}Algorithm`, ALGORITHM_ARN),
    privacyPolicy: PrivacyPolicy.mostPrivate(),
    ...props,
  });
}

export const CHANNEL = TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN);
export const RESOURCES = { instanceType: TrainingInstanceType.ML_G5_XLARGE, volumeSizeGb: 50 };

export function newModel(scope: Construct, props: Partial<TrainedModelProps> = {}, id = 'Model'): TrainedModel {
  return new TrainedModel(scope, id, {
    membership: membershipIn(scope),
    association: props.association
      ?? ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, `${id}Association`, ASSOCIATION_ARN),
    channels: [CHANNEL],
    resources: RESOURCES,
    ...props,
  });
}

export function newMlConfiguration(scope: Construct, props: Partial<MlConfigurationProps> = {}, id = 'MlConfiguration'): MlConfiguration {
  return new MlConfiguration(scope, id, { membership: membershipIn(scope), ...props });
}

/** A member of whom the app knows nothing else. */
export const RECEIVER = '444455556666';

export function newInference(scope: Construct, props: Partial<TrainedModelInferenceProps> = {}, id = 'Inference'): TrainedModelInference {
  return new TrainedModelInference(scope, id, {
    trainedModel: 'trainedModel' in props ? props.trainedModel! : TrainedModel.fromTrainedModelArn(scope, `${id}Model`, MODEL_ARN),
    channel: 'channel' in props ? props.channel! : MlInputChannel.fromMlInputChannelArn(scope, `${id}Channel`, CHANNEL_ARN),
    receiver: RECEIVER,
    instanceType: InferenceInstanceType.ML_M5_2XLARGE,
    ...props,
  });
}

export function newExport(scope: Construct, props: Partial<TrainedModelExportProps> = {}, id = 'Export'): TrainedModelExport {
  return new TrainedModelExport(scope, id, {
    trainedModel: 'trainedModel' in props ? props.trainedModel! : TrainedModel.fromTrainedModelArn(scope, `${id}Model`, MODEL_ARN),
    receiver: RECEIVER,
    ...props,
  });
}

export function newInputChannel(scope: Construct, props: Partial<MlInputChannelProps> = {}, id = 'Channel'): MlInputChannel {
  return new MlInputChannel(scope, id, {
    membership: membershipIn(scope),
    association: props.association
      ?? ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, `${id}Association`, ASSOCIATION_ARN),
    query: ChannelQuery.sql('SELECT label, amount FROM payments'),
    retention: Duration.days(30),
    ...props,
  });
}

export const SPECIFICATION = new AlgorithmSpecification({
  channels: [{ name: 'train', contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] }],
  instanceTypes: [TrainingInstanceType.ML_M5_XLARGE],
  hyperparameters: [Hyperparameter.integer('epochs', { min: 1, max: 100 })],
});

export function validationTraining(scope: Construct, props: Partial<ValidationTraining> = {}): ValidationTraining {
  const samples = s3.Bucket.fromBucketName(scope, `Samples${scope.node.children.length}`, 'samples');
  return {
    channels: [{ name: 'train', data: ValidationData.fromS3(S3Data.fromBucket(samples, 'train')) }],
    output: { bucket: samples, prefix: 'output' },
    resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 10 },
    maxRuntime: Duration.minutes(30),
    ...props,
  };
}

export function newSageMakerAlgorithm(scope: Construct, props: Partial<SageMakerAlgorithmProps> = {}, id = 'Validated'): SageMakerAlgorithm {
  return new SageMakerAlgorithm(scope, id, {
    specification: SPECIFICATION,
    training: TrainingContainer.fromEcrRepository(repositoryIn(scope), { tag: 'v1' }),
    validation: { training: validationTraining(scope) },
    ...props,
  });
}

/** The properties of the only resource of a type, as the template has them. */
export function propertiesOf(stack: Stack, type: string): any {
  return onlyResource(stack, type).Properties;
}

/** The only resource of a type. */
export function onlyResource(stack: Stack, type: string): any {
  const resources = Object.values(Template.fromStack(stack).findResources(type));
  if (resources.length !== 1) {
    throw new Error(`expected one ${type}, got ${resources.length}`);
  }
  return resources[0];
}
