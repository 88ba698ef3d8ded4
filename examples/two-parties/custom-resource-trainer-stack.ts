import { CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, PhysicalResourceIdReference } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import type { TrainerStackProps } from './trainer-stack';

/**
 * The party that trains the model, without this library: one SDK call creates a model, another one deletes its output. The demo
 * plays its story with both.
 */
export class CustomResourceTrainerStack extends Stack {
  constructor(scope: Construct, id: string, props: TrainerStackProps) {
    super(scope, id, props);

    const associationArn = new CfnParameter(this, 'AssociationArn', { description: 'Output "AssociationArn" of the provider\'s stack' });
    new CfnParameter(this, 'TrainingDefinition', { description: 'Output "TrainingDefinition" of the provider\'s stack, which nothing here can use' });
    const membership = this.formatArn({ service: 'cleanrooms', resource: 'membership', resourceName: props.membershipId });
    const models = this.formatArn({ service: 'cleanrooms-ml', resource: 'membership', resourceName: `${props.membershipId}/trained-model/*` });

    const model = new AwsCustomResource(this, 'Model', {
      // Also called when the resource is created.
      onUpdate: {
        service: 'CleanRoomsML',
        action: 'createTrainedModel',
        parameters: {
          membershipIdentifier: props.membershipId,
          name: 'fraud-model',
          description: props.modelDescription,
          configuredModelAlgorithmAssociationArn: associationArn.valueAsString,
          dataChannels: [{ channelName: 'train', mlInputChannelArn: props.mlInputChannelArn, s3DataDistributionType: 'ShardedByS3Key' }],
          resourceConfig: { instanceType: 'ml.m5.2xlarge', instanceCount: 2, volumeSizeInGB: 50 },
          stoppingCondition: { maxRuntimeInSeconds: 2_700 },
          hyperparameters: { 'learning-rate': props.learningRate, 'epochs': '20' },
          tags: { team: props.team },
        },
        physicalResourceId: PhysicalResourceId.fromResponse('trainedModelArn'),
      },
      onDelete: {
        service: 'CleanRoomsML',
        action: 'deleteTrainedModelOutput',
        parameters: { membershipIdentifier: props.membershipId, trainedModelArn: new PhysicalResourceIdReference() },
      },
      policy: AwsCustomResourcePolicy.fromStatements([
        new PolicyStatement({ actions: ['cleanrooms-ml:CreateTrainedModel'], resources: [associationArn.valueAsString] }),
        new PolicyStatement({ actions: ['cleanrooms-ml:DeleteTrainedModelOutput', 'cleanrooms-ml:TagResource'], resources: [models] }),
        new PolicyStatement({ actions: ['cleanrooms:PassMembership'], resources: [membership] }),
      ]),
      installLatestAwsSdk: false,
    });

    new StringParameter(this, 'VersionInUse', {
      parameterName: '/fraud-model/version-in-use',
      stringValue: model.getResponseField('trainedModelArn'),
    });
    new CfnOutput(this, 'ModelArn', { value: model.getResponseField('trainedModelArn') });
  }
}
