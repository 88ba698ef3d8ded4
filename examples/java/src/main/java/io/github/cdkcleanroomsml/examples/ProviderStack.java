package io.github.cdkcleanroomsml.examples;

import io.github.cdkcleanroomsml.ConfiguredModelAlgorithm;
import io.github.cdkcleanroomsml.ConfiguredModelAlgorithmAssociation;
import io.github.cdkcleanroomsml.DataSize;
import io.github.cdkcleanroomsml.ExportFile;
import io.github.cdkcleanroomsml.InferenceContainer;
import io.github.cdkcleanroomsml.InferenceContainerEcrOptions;
import io.github.cdkcleanroomsml.MetricDefinition;
import io.github.cdkcleanroomsml.NoiseLevel;
import io.github.cdkcleanroomsml.PrivacyPolicy;
import io.github.cdkcleanroomsml.TrainedModelExportOptions;
import io.github.cdkcleanroomsml.TrainingContainer;
import io.github.cdkcleanroomsml.TrainingContainerEcrOptions;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cleanrooms.CfnCollaboration;
import software.amazon.awscdk.services.cleanrooms.CfnMembership;
import software.amazon.awscdk.services.ecr.IRepository;
import software.amazon.awscdk.services.ecr.Repository;
import software.constructs.Construct;

/** The member that starts the collaboration. It brings the algorithm, and a table of known cases. */
public class ProviderStack extends Stack {
    /**
     * @param trainerAccountId the member that queries, trains, and receives models and output. It pays for that
     */
    public ProviderStack(
            final Construct scope, final String id, final Environment env, final String trainerAccountId, final String trainingImageTag) {
        super(scope, id, StackProps.builder().env(env).build());

        CfnCollaboration collaboration = CfnCollaboration.Builder.create(this, "Collaboration")
                .name("fraud")
                .description("A fraud model that learns from the transactions of a bank and the known cases of its provider")
                .analyticsEngine("SPARK")
                .queryLogStatus("ENABLED")
                .creatorDisplayName("Provider")
                .creatorMemberAbilities(List.of())
                .members(List.of(CfnCollaboration.MemberSpecificationProperty.builder()
                        .accountId(trainerAccountId)
                        .displayName("Bank")
                        .memberAbilities(List.of("CAN_QUERY"))
                        .mlMemberAbilities(CfnCollaboration.MLMemberAbilitiesProperty.builder()
                                .customMlMemberAbilities(List.of("CAN_RECEIVE_MODEL_OUTPUT", "CAN_RECEIVE_INFERENCE_OUTPUT"))
                                .build())
                        .paymentConfiguration(CfnCollaboration.PaymentConfigurationProperty.builder()
                                .queryCompute(CfnCollaboration.QueryComputePaymentConfigProperty.builder().isResponsible(true).build())
                                .machineLearning(CfnCollaboration.MLPaymentConfigProperty.builder()
                                        .modelTraining(CfnCollaboration.ModelTrainingPaymentConfigProperty.builder()
                                                .isResponsible(true)
                                                .build())
                                        .modelInference(CfnCollaboration.ModelInferencePaymentConfigProperty.builder()
                                                .isResponsible(true)
                                                .build())
                                        .build())
                                .build())
                        .build()))
                .build();
        CfnMembership membership = CfnMembership.Builder.create(this, "Membership")
                .collaborationIdentifier(collaboration.getAttrCollaborationIdentifier())
                .queryLogStatus("ENABLED")
                .build();

        IRepository repository = Repository.fromRepositoryName(this, "Repository", "fraud-model");
        ConfiguredModelAlgorithm algorithm = ConfiguredModelAlgorithm.Builder.create(this, "Algorithm")
                .training(TrainingContainer.fromEcrRepository(repository, TrainingContainerEcrOptions.builder()
                        .tag(trainingImageTag)
                        .metrics(List.of(MetricDefinition.builder().name("auc").regex("auc=([0-9.]+)").build()))
                        .build()))
                .inference(InferenceContainer.fromEcrRepository(
                        repository, InferenceContainerEcrOptions.builder().tag("inference-v1").build()))
                .build();
        ConfiguredModelAlgorithmAssociation association = ConfiguredModelAlgorithmAssociation.Builder.create(this, "Association")
                .membership(membership)
                .algorithm(algorithm)
                .privacyPolicy(PrivacyPolicy.builder()
                        .trainedModelMetrics(NoiseLevel.HIGH)
                        .trainedModelExports(TrainedModelExportOptions.builder()
                                .maxSize(DataSize.gigabytes(1))
                                .files(List.of(ExportFile.MODEL))
                                .build())
                        .maxInferenceOutputSize(DataSize.gigabytes(5))
                        .toPolicy())
                .build();

        new MemberTable(this, "KnownCases", new MemberTable.Props(
                membership,
                "fraud",
                "known_cases",
                List.of("card_hash", "is_fraud"),
                "clean-rooms-known-cases",
                trainerAccountId,
                association.getAllowedAnalysis()));

        // What the bank needs to know.
        CfnOutput.Builder.create(this, "CollaborationIdentifier").value(collaboration.getAttrCollaborationIdentifier()).build();
        CfnOutput.Builder.create(this, "AssociationArn").value(association.getConfiguredModelAlgorithmAssociationArn()).build();
        CfnOutput.Builder.create(this, "TrainingDefinition").value(association.getTrainingDefinition()).build();
    }
}
