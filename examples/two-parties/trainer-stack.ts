import { CfnOutput, CfnParameter, Duration, Stack, Tags, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { specification } from './specification';
import {
  Completion, ConfiguredModelAlgorithmAssociation, DataDistribution, Membership, Retraining, TrainedModel, TrainingChannel, TrainingInstanceType,
  VersionRetention,
} from 'cdk-cleanrooms-ml';

export interface TrainerStackProps extends StackProps {
  readonly membershipId: string;
  /** The data of all parties, as an ML input channel of this membership. */
  readonly mlInputChannelArn: string;
  readonly learningRate: string;
  readonly modelDescription?: string;
  readonly team: string;
  /** @default - the deployment is done when the training was accepted */
  readonly completion?: Completion;
}

/** The party that trains the model, and retrains it when something changes that decides what it learns. */
export class TrainerStack extends Stack {
  constructor(scope: Construct, id: string, props: TrainerStackProps) {
    super(scope, id, props);

    // The association is in another account, so what is known of it comes with the deployment.
    const associationArn = new CfnParameter(this, 'AssociationArn', { description: 'Output "AssociationArn" of the provider\'s stack' });
    const trainingDefinition = new CfnParameter(this, 'TrainingDefinition', { description: 'Output "TrainingDefinition" of the provider\'s stack' });
    const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(this, 'Association', {
      configuredModelAlgorithmAssociationArn: associationArn.valueAsString,
      trainingDefinition: trainingDefinition.valueAsString,
      specification,
    });

    const model = new TrainedModel(this, 'Model', {
      membership: Membership.fromMembershipId(this, 'Membership', props.membershipId),
      association,
      description: props.modelDescription,
      channels: [TrainingChannel.fromMlInputChannelArn('train', props.mlInputChannelArn, { distribution: DataDistribution.SHARDED_BY_S3_KEY })],
      resources: { instanceType: TrainingInstanceType.ML_M5_2XLARGE, instanceCount: 2, volumeSizeGb: 50 },
      maxRuntime: Duration.minutes(45),
      hyperparameters: { 'learning-rate': props.learningRate, 'epochs': '20' },
      retraining: Retraining.incremental({ channelName: 'base' }),
      completion: props.completion,
      versionRetention: VersionRetention.keepLast(3),
    });

    // What others read to know which version to use.
    new StringParameter(this, 'VersionInUse', {
      parameterName: '/fraud-model/version-in-use',
      stringValue: `${model.trainedModelArn} ${model.versionIdentifier}`,
    });
    new CfnOutput(this, 'ModelArn', { value: model.trainedModelArn });
    Tags.of(this).add('team', props.team);
  }
}
