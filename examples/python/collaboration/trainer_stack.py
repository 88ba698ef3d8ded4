from aws_cdk import CfnParameter, Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_cleanrooms as cleanrooms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ssm as ssm
from cdk_cleanrooms_ml import (
    ChannelCompute,
    ChannelQuery,
    Completion,
    ConfiguredModelAlgorithmAssociation,
    InferenceInstanceType,
    MlConfiguration,
    MlInputChannel,
    ResultFormat,
    Retraining,
    TrainedModel,
    TrainingChannel,
    TrainingInstanceType,
    TrainingResources,
    WorkerType,
)
from constructs import Construct

from .member_table import MemberTable


class TrainerStack(Stack):
    """The member that queries, trains, and gets models and scores: a bank, with its transactions."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        env: Environment,
        since: str,
        learning_rate: str,
    ) -> None:
        """
        :param since: The first day whose transactions are learned from.
        """
        super().__init__(scope, construct_id, env=env)

        # The collaboration and the association are in another account, so what is known of them comes with the deployment.
        association = ConfiguredModelAlgorithmAssociation.from_configured_model_algorithm_association_attributes(
            self,
            "Association",
            configured_model_algorithm_association_arn=self._output_of_provider("AssociationArn"),
            training_definition=self._output_of_provider("TrainingDefinition"),
        )
        membership = cleanrooms.CfnMembership(
            self,
            "Membership",
            collaboration_identifier=self._output_of_provider("CollaborationIdentifier"),
            query_log_status="ENABLED",
            payment_configuration=cleanrooms.CfnMembership.MembershipPaymentConfigurationProperty(
                query_compute=cleanrooms.CfnMembership.MembershipQueryComputePaymentConfigProperty(
                    is_responsible=True
                ),
                machine_learning=cleanrooms.CfnMembership.MembershipMLPaymentConfigProperty(
                    model_training=cleanrooms.CfnMembership.MembershipModelTrainingPaymentConfigProperty(
                        is_responsible=True
                    ),
                    model_inference=cleanrooms.CfnMembership.MembershipModelInferencePaymentConfigProperty(
                        is_responsible=True
                    ),
                ),
            ),
        )
        transactions = MemberTable(
            self,
            "Transactions",
            membership=membership,
            database="payments",
            table="transactions",
            columns=["card_hash", "amount", "merchant_category", "day"],
            read_role_name="clean-rooms-transactions",
            query_account_id=self.account,
            allowed_analysis=association.allowed_analysis,
        )

        # Where models and scores arrive, and logs and metrics.
        bucket = s3.Bucket(
            self,
            "Received",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            server_access_logs_prefix="access/",
            removal_policy=RemovalPolicy.RETAIN,
        )
        configuration = MlConfiguration(
            self,
            "MlConfiguration",
            membership=membership,
            bucket=bucket,
            prefix="fraud",
            log_retention=logs.RetentionDays.ONE_YEAR,
        )

        def channel_of(name: str, columns: str) -> MlInputChannel:
            channel = MlInputChannel(
                self,
                name,
                membership=membership,
                association=association,
                query=ChannelQuery.sql(
                    f"SELECT {columns} FROM transactions t "
                    "JOIN known_cases k ON t.card_hash = k.card_hash WHERE t.day >= :since",
                    parameters={"since": since},
                ),
                compute=ChannelCompute.workers(WorkerType.CR_4_X, 8),
                result_format=ResultFormat.PARQUET,
                retention=Duration.days(30),
            )
            channel.node.add_dependency(transactions)
            return channel

        learned = channel_of("Learned", "t.amount, t.merchant_category, k.is_fraud")
        scored = channel_of("Scored", "t.amount, t.merchant_category")

        model = TrainedModel(
            self,
            "Model",
            membership=membership,
            association=association,
            channels=[TrainingChannel.from_ml_input_channel("train", learned)],
            resources=TrainingResources(
                instance_type=TrainingInstanceType.ML_M5_2_XLARGE, volume_size_gb=50
            ),
            max_runtime=Duration.minutes(45),
            hyperparameters={"learning-rate": learning_rate},
            retraining=Retraining.incremental(channel_name="base"),
            completion=Completion.when_active(),
        )
        model.node.add_dependency(configuration)

        model.infer(
            "Scores",
            channel=scored,
            receiver=self.account,
            instance_type=InferenceInstanceType.ML_M5_2_XLARGE,
            accept="text/csv",
        )
        model.export("Export", receiver=self.account)

        # What others read to know which version to use.
        ssm.StringParameter(
            self,
            "VersionInUse",
            parameter_name="/fraud/version-in-use",
            string_value=f"{model.trained_model_arn} {model.version_identifier}",
        )

    def _output_of_provider(self, name: str) -> str:
        return CfnParameter(
            self, name, description=f'Output "{name}" of the provider\'s stack'
        ).value_as_string
