package io.github.cdkcleanroomsml.examples;

import io.github.cdkcleanroomsml.ChannelCompute;
import io.github.cdkcleanroomsml.ChannelQuery;
import io.github.cdkcleanroomsml.ChannelQueryOptions;
import io.github.cdkcleanroomsml.Completion;
import io.github.cdkcleanroomsml.ConfiguredModelAlgorithmAssociation;
import io.github.cdkcleanroomsml.ConfiguredModelAlgorithmAssociationAttributes;
import io.github.cdkcleanroomsml.IConfiguredModelAlgorithmAssociation;
import io.github.cdkcleanroomsml.IncrementalRetrainingOptions;
import io.github.cdkcleanroomsml.InferenceInstanceType;
import io.github.cdkcleanroomsml.MlConfiguration;
import io.github.cdkcleanroomsml.MlInputChannel;
import io.github.cdkcleanroomsml.ResultFormat;
import io.github.cdkcleanroomsml.Retraining;
import io.github.cdkcleanroomsml.TrainedModel;
import io.github.cdkcleanroomsml.TrainedModelExportJobOptions;
import io.github.cdkcleanroomsml.TrainedModelInferenceOptions;
import io.github.cdkcleanroomsml.TrainingChannel;
import io.github.cdkcleanroomsml.TrainingInstanceType;
import io.github.cdkcleanroomsml.TrainingResources;
import io.github.cdkcleanroomsml.WorkerType;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cleanrooms.CfnMembership;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** The member that queries, trains, and gets models and scores: a bank, with its transactions. */
public class TrainerStack extends Stack {
    /**
     * @param since the first day whose transactions are learned from
     */
    public TrainerStack(final Construct scope, final String id, final Environment env, final String since, final String learningRate) {
        super(scope, id, StackProps.builder().env(env).build());

        // The collaboration and the association are in another account, so what is known of them comes with the deployment.
        IConfiguredModelAlgorithmAssociation association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(
                this, "Association", ConfiguredModelAlgorithmAssociationAttributes.builder()
                        .configuredModelAlgorithmAssociationArn(outputOfProvider("AssociationArn"))
                        .trainingDefinition(outputOfProvider("TrainingDefinition"))
                        .build());
        CfnMembership membership = CfnMembership.Builder.create(this, "Membership")
                .collaborationIdentifier(outputOfProvider("CollaborationIdentifier"))
                .queryLogStatus("ENABLED")
                .paymentConfiguration(CfnMembership.MembershipPaymentConfigurationProperty.builder()
                        .queryCompute(CfnMembership.MembershipQueryComputePaymentConfigProperty.builder().isResponsible(true).build())
                        .machineLearning(CfnMembership.MembershipMLPaymentConfigProperty.builder()
                                .modelTraining(CfnMembership.MembershipModelTrainingPaymentConfigProperty.builder()
                                        .isResponsible(true)
                                        .build())
                                .modelInference(CfnMembership.MembershipModelInferencePaymentConfigProperty.builder()
                                        .isResponsible(true)
                                        .build())
                                .build())
                        .build())
                .build();
        MemberTable transactions = new MemberTable(this, "Transactions", new MemberTable.Props(
                membership,
                "payments",
                "transactions",
                List.of("card_hash", "amount", "merchant_category", "day"),
                "clean-rooms-transactions",
                getAccount(),
                association.getAllowedAnalysis()));

        // Where models and scores arrive, and logs and metrics.
        Bucket bucket = Bucket.Builder.create(this, "Received")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .serverAccessLogsPrefix("access/")
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
        MlConfiguration configuration = MlConfiguration.Builder.create(this, "MlConfiguration")
                .membership(membership)
                .bucket(bucket)
                .prefix("fraud")
                .logRetention(RetentionDays.ONE_YEAR)
                .build();

        MlInputChannel learned = channel("Learned", "t.amount, t.merchant_category, k.is_fraud", since)
                .membership(membership)
                .association(association)
                .build();
        learned.getNode().addDependency(transactions);
        MlInputChannel scored = channel("Scored", "t.amount, t.merchant_category", since)
                .membership(membership)
                .association(association)
                .build();
        scored.getNode().addDependency(transactions);

        TrainedModel model = TrainedModel.Builder.create(this, "Model")
                .membership(membership)
                .association(association)
                .channels(List.of(TrainingChannel.fromMlInputChannel("train", learned)))
                .resources(TrainingResources.builder().instanceType(TrainingInstanceType.ML_M5_2_XLARGE).volumeSizeGb(50).build())
                .maxRuntime(Duration.minutes(45))
                .hyperparameters(Map.of("learning-rate", learningRate))
                .retraining(Retraining.incremental(IncrementalRetrainingOptions.builder().channelName("base").build()))
                .completion(Completion.whenActive())
                .build();
        model.getNode().addDependency(configuration);

        model.infer("Scores", TrainedModelInferenceOptions.builder()
                .channel(scored)
                .receiver(getAccount())
                .instanceType(InferenceInstanceType.ML_M5_2_XLARGE)
                .accept("text/csv")
                .build());
        model.export("Export", TrainedModelExportJobOptions.builder().receiver(getAccount()).build());

        // What others read to know which version to use.
        StringParameter.Builder.create(this, "VersionInUse")
                .parameterName("/fraud/version-in-use")
                .stringValue(model.getTrainedModelArn() + " " + model.getVersionIdentifier())
                .build();
    }

    private String outputOfProvider(final String name) {
        return CfnParameter.Builder.create(this, name)
                .description("Output \"" + name + "\" of the provider's stack")
                .build()
                .getValueAsString();
    }

    private MlInputChannel.Builder channel(final String id, final String columns, final String since) {
        String query = "SELECT " + columns + " FROM transactions t JOIN known_cases k ON t.card_hash = k.card_hash WHERE t.day >= :since";
        return MlInputChannel.Builder.create(this, id)
                .query(ChannelQuery.sql(query, ChannelQueryOptions.builder().parameters(Map.of("since", since)).build()))
                .compute(ChannelCompute.workers(WorkerType.CR_4_X, 8))
                .resultFormat(ResultFormat.PARQUET)
                .retention(Duration.days(30));
    }
}
