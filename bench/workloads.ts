import { Duration, Stack, aws_iam as iam, custom_resources, type App } from 'aws-cdk-lib';
import { CfnConfiguredModelAlgorithm } from 'aws-cdk-lib/aws-cleanroomsml';
// What users import, not what it is compiled from.
import { ConfiguredModelAlgorithmAssociation, Membership, TrainedModel, TrainingChannel, TrainingInstanceType } from '../lib';

const MEMBERSHIP_ID = '0f1d8b5e-3a52-4a8e-9c3b-5f6d7e8a9b01';
const MEMBERSHIP = `arn:aws:cleanrooms-ml:us-east-1:111122223333:membership/${MEMBERSHIP_ID}`;
const ASSOCIATION_ARN = `${MEMBERSHIP}/configured-model-algorithm-association/provided`;
const CHANNEL_ARN = `${MEMBERSHIP}/ml-input-channel/joint`;

/** What CloudFormation takes in one stack. */
const MAX_RESOURCES = 500;

const hyperparametersOf = (i: number) => ({ 'epochs': String(10 + i), 'learning-rate': '0.05', 'batch-size': '128' });

/** Each declares this many models. */
export const WORKLOADS = {
  /** `TrainedModel` of this package; each change is one of every model. */
  TrainedModel: (app: App, models: number, change = 0) => {
    const stack = new Stack(app, 'Stack');
    const membership = Membership.fromMembershipId(stack, 'Membership', MEMBERSHIP_ID);
    const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Association', ASSOCIATION_ARN);
    for (let i = 0; i < models; i += 1) {
      new TrainedModel(stack, `Model${i}`, {
        membership,
        association,
        description: 'Fraud scores of card payments',
        channels: [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN)],
        resources: { instanceType: TrainingInstanceType.ML_G5_XLARGE, instanceCount: 2, volumeSizeGb: 50 },
        maxRuntime: Duration.hours(6),
        hyperparameters: hyperparametersOf(i + change),
      });
    }
  },

  /**
   * What one writes without it, leaving out all that makes it safe: a create, a delete, and what they are allowed. Each
   * brings a policy of its own.
   */
  AwsCustomResource: (app: App, models: number) => {
    const resourcesPerModel = 2;
    const shared = 5;
    const perStack = Math.floor((MAX_RESOURCES - shared) / resourcesPerModel);
    for (let i = 0; i < models; i += 1) {
      const id = `Stack${Math.floor(i / perStack)}`;
      const stack = app.node.tryFindChild(id) ?? new Stack(app, id);
      new custom_resources.AwsCustomResource(stack, `Model${i}`, {
        resourceType: 'Custom::TrainedModel',
        onUpdate: {
          service: '@aws-sdk/client-cleanroomsml',
          action: 'CreateTrainedModelCommand',
          parameters: {
            membershipIdentifier: MEMBERSHIP_ID,
            name: `fraud-${i}`,
            description: 'Fraud scores of card payments',
            configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN,
            dataChannels: [{ channelName: 'train', mlInputChannelArn: CHANNEL_ARN }],
            resourceConfig: { instanceType: 'ml.g5.xlarge', instanceCount: 2, volumeSizeInGB: 50 },
            stoppingCondition: { maxRuntimeInSeconds: 21_600 },
            hyperparameters: hyperparametersOf(i),
          },
          physicalResourceId: custom_resources.PhysicalResourceId.fromResponse('trainedModelArn'),
        },
        onDelete: {
          service: '@aws-sdk/client-cleanroomsml',
          action: 'DeleteTrainedModelOutputCommand',
          parameters: { membershipIdentifier: MEMBERSHIP_ID, trainedModelArn: new custom_resources.PhysicalResourceIdReference() },
        },
        policy: custom_resources.AwsCustomResourcePolicy.fromStatements([
          new iam.PolicyStatement({ actions: ['cleanrooms-ml:CreateTrainedModel'], resources: [ASSOCIATION_ARN] }),
          new iam.PolicyStatement({ actions: ['cleanrooms-ml:DeleteTrainedModelOutput'], resources: [`${MEMBERSHIP}/trained-model/*`] }),
          new iam.PolicyStatement({ actions: ['cleanrooms:PassMembership'], resources: [MEMBERSHIP.replace('cleanrooms-ml', 'cleanrooms')] }),
        ]),
      });
    }
  },

  /** CloudFormation has no type for a trained model: this is the type of Clean Rooms ML whose properties are about as many. */
  L1: (app: App, models: number) => {
    const stack = new Stack(app, 'Stack');
    for (let i = 0; i < models; i += 1) {
      new CfnConfiguredModelAlgorithm(stack, `Algorithm${i}`, {
        name: `fraud-${i}`,
        description: 'Fraud scores of card payments',
        roleArn: 'arn:aws:iam::111122223333:role/pull-images',
        trainingContainerConfig: {
          imageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:training',
          entrypoint: ['python3', 'train.py'],
          arguments: Object.entries(hyperparametersOf(i)).map(([name, value]) => `--${name}=${value}`),
          metricDefinitions: [{ name: 'auc', regex: 'auc=([0-9.]+)' }, { name: 'loss', regex: 'loss=([0-9.]+)' }],
        },
        inferenceContainerConfig: { imageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:inference' },
      });
    }
  },
} as const;

export type WorkloadName = keyof typeof WORKLOADS;
