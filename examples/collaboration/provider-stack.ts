import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnCollaboration, CfnMembership } from 'aws-cdk-lib/aws-cleanrooms';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { MemberTable } from './member-table';
import {
  ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, ExportFile, InferenceContainer, NoiseLevel, PrivacyPolicy,
  TrainingContainer,
} from 'cdk-cleanrooms-ml';

export interface ProviderStackProps extends StackProps {
  /** The member that queries, trains, and receives models and output. It pays for that. */
  readonly trainerAccountId: string;
  readonly trainingImageTag: string;
}

/** The member that starts the collaboration. It brings the algorithm, and a table of known cases. */
export class ProviderStack extends Stack {
  constructor(scope: Construct, id: string, props: ProviderStackProps) {
    super(scope, id, props);

    const collaboration = new CfnCollaboration(this, 'Collaboration', {
      name: 'fraud',
      description: 'A fraud model that learns from the transactions of a bank and the known cases of its provider',
      analyticsEngine: 'SPARK',
      queryLogStatus: 'ENABLED',
      creatorDisplayName: 'Provider',
      creatorMemberAbilities: [],
      members: [{
        accountId: props.trainerAccountId,
        displayName: 'Bank',
        memberAbilities: ['CAN_QUERY'],
        mlMemberAbilities: { customMlMemberAbilities: ['CAN_RECEIVE_MODEL_OUTPUT', 'CAN_RECEIVE_INFERENCE_OUTPUT'] },
        paymentConfiguration: {
          queryCompute: { isResponsible: true },
          machineLearning: { modelTraining: { isResponsible: true }, modelInference: { isResponsible: true } },
        },
      }],
    });
    const membership = new CfnMembership(this, 'Membership', {
      collaborationIdentifier: collaboration.attrCollaborationIdentifier, queryLogStatus: 'ENABLED',
    });

    const repository = Repository.fromRepositoryName(this, 'Repository', 'fraud-model');
    const association = new ConfiguredModelAlgorithmAssociation(this, 'Association', {
      membership,
      algorithm: new ConfiguredModelAlgorithm(this, 'Algorithm', {
        training: TrainingContainer.fromEcrRepository(repository, {
          tag: props.trainingImageTag, metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
        }),
        inference: InferenceContainer.fromEcrRepository(repository, { tag: 'inference-v1' }),
      }),
      privacyPolicy: PrivacyPolicy.builder()
        .trainedModelMetrics(NoiseLevel.HIGH)
        .trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL] })
        .maxInferenceOutputSize(DataSize.gigabytes(5))
        .build(),
    });

    new MemberTable(this, 'KnownCases', {
      membership,
      database: 'fraud',
      table: 'known_cases',
      columns: ['card_hash', 'is_fraud'],
      readRoleName: 'clean-rooms-known-cases',
      queryAccountId: props.trainerAccountId,
      allowedAnalysis: association.allowedAnalysis,
    });

    // What the bank needs to know.
    new CfnOutput(this, 'CollaborationIdentifier', { value: collaboration.attrCollaborationIdentifier });
    new CfnOutput(this, 'AssociationArn', { value: association.configuredModelAlgorithmAssociationArn });
    new CfnOutput(this, 'TrainingDefinition', { value: association.trainingDefinition });
  }
}
