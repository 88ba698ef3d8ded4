import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { specification } from './specification';
import {
  ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, EntityType, ExportFile, InferenceContainer, LogPolicy, LogRedaction,
  Membership, NoiseLevel, PrivacyPolicy, TrainingContainer,
} from 'cdk-cleanrooms-ml';

export interface ProviderStackProps extends StackProps {
  readonly membershipId: string;
  /** Who trains, and may see why a training failed. */
  readonly trainerAccountId: string;
  /** How much noise the metrics have that other members see. */
  readonly metricsNoise: NoiseLevel;
}

/** The party that brings the model: its container, and what may leave the clean room when others train it. */
export class ProviderStack extends Stack {
  constructor(scope: Construct, id: string, props: ProviderStackProps) {
    super(scope, id, props);

    const repository = new Repository(this, 'Repository', { removalPolicy: RemovalPolicy.DESTROY });
    const algorithm = new ConfiguredModelAlgorithm(this, 'Algorithm', {
      description: 'Fraud scores from the transactions of several banks',
      specification,
      training: TrainingContainer.fromEcrRepository(repository, {
        tag: 'training-v1',
        metrics: specification.metrics,
      }),
      inference: InferenceContainer.fromEcrRepository(repository, { tag: 'inference-v1' }),
    });

    const association = new ConfiguredModelAlgorithmAssociation(this, 'Association', {
      membership: Membership.fromMembershipId(this, 'Membership', props.membershipId),
      algorithm,
      privacyPolicy: PrivacyPolicy.builder()
        .trainedModelLogs(LogPolicy.errorSummary([props.trainerAccountId], {
          redaction: LogRedaction.of(EntityType.ALL_PERSONALLY_IDENTIFIABLE_INFORMATION, EntityType.NUMBERS),
        }))
        .trainedModelMetrics(props.metricsNoise)
        .maxArtifactSize(DataSize.gigabytes(2))
        .trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL] })
        .build(),
    });

    // What the trainer needs to know. With the training definition, a replaced association trains nothing by itself.
    new CfnOutput(this, 'AssociationArn', { value: association.configuredModelAlgorithmAssociationArn });
    new CfnOutput(this, 'TrainingDefinition', { value: association.trainingDefinition });
  }
}
