import { Stack, aws_ec2 as ec2, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  ConfiguredModelAlgorithmAssociation, Membership, ProviderSettings, TrainedModel, TrainingChannel, TrainingInstanceType,
} from 'cdk-cleanrooms-ml';

export interface IsolatedStackProps extends StackProps {
  readonly membershipId: string;
  readonly associationArn: string;
  readonly mlInputChannelArn: string;
}

/** A model whose functions run in a VPC without a way to the internet. */
export class IsolatedStack extends Stack {
  constructor(scope: Construct, id: string, props: IsolatedStackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      flowLogs: { Rejected: { trafficType: ec2.FlowLogTrafficType.REJECT } },
      // CloudFormation takes responses at an address of Amazon S3.
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
    const services = {
      CleanRoomsMl: new ec2.InterfaceVpcEndpointAwsService('cleanrooms-ml'),
      CloudFormation: ec2.InterfaceVpcEndpointAwsService.CLOUDFORMATION,
      StepFunctions: ec2.InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
    };
    Object.entries(services).forEach(([name, service]) => vpc.addInterfaceEndpoint(name, { service }));

    ProviderSettings.of(this).set({ vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });

    new TrainedModel(this, 'Model', {
      membership: Membership.fromMembershipId(this, 'Membership', props.membershipId),
      association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(this, 'Association', props.associationArn),
      channels: [TrainingChannel.fromMlInputChannelArn('train', props.mlInputChannelArn)],
      resources: { instanceType: TrainingInstanceType.ML_M5_2XLARGE, volumeSizeGb: 50 },
    });
  }
}
