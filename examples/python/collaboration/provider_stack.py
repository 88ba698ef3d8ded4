from aws_cdk import CfnOutput, Environment, Stack
from aws_cdk import aws_cleanrooms as cleanrooms
from aws_cdk import aws_ecr as ecr
from cdk_cleanrooms_ml import (
    ConfiguredModelAlgorithm,
    ConfiguredModelAlgorithmAssociation,
    DataSize,
    ExportFile,
    InferenceContainer,
    MetricDefinition,
    NoiseLevel,
    PrivacyPolicy,
    TrainingContainer,
)
from constructs import Construct

from .member_table import MemberTable


class ProviderStack(Stack):
    """The member that starts the collaboration. It brings the algorithm, and a table of known cases."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        env: Environment,
        trainer_account_id: str,
        training_image_tag: str,
    ) -> None:
        """
        :param trainer_account_id: The member that queries, trains, and receives models and output. It pays for that.
        """
        super().__init__(scope, construct_id, env=env)

        collaboration = cleanrooms.CfnCollaboration(
            self,
            "Collaboration",
            name="fraud",
            description="A fraud model that learns from the transactions of a bank and the known cases of its provider",
            analytics_engine="SPARK",
            query_log_status="ENABLED",
            creator_display_name="Provider",
            creator_member_abilities=[],
            members=[
                cleanrooms.CfnCollaboration.MemberSpecificationProperty(
                    account_id=trainer_account_id,
                    display_name="Bank",
                    member_abilities=["CAN_QUERY"],
                    ml_member_abilities=cleanrooms.CfnCollaboration.MLMemberAbilitiesProperty(
                        custom_ml_member_abilities=[
                            "CAN_RECEIVE_MODEL_OUTPUT",
                            "CAN_RECEIVE_INFERENCE_OUTPUT",
                        ]
                    ),
                    payment_configuration=cleanrooms.CfnCollaboration.PaymentConfigurationProperty(
                        query_compute=cleanrooms.CfnCollaboration.QueryComputePaymentConfigProperty(
                            is_responsible=True
                        ),
                        machine_learning=cleanrooms.CfnCollaboration.MLPaymentConfigProperty(
                            model_training=cleanrooms.CfnCollaboration.ModelTrainingPaymentConfigProperty(
                                is_responsible=True
                            ),
                            model_inference=cleanrooms.CfnCollaboration.ModelInferencePaymentConfigProperty(
                                is_responsible=True
                            ),
                        ),
                    ),
                )
            ],
        )
        membership = cleanrooms.CfnMembership(
            self,
            "Membership",
            collaboration_identifier=collaboration.attr_collaboration_identifier,
            query_log_status="ENABLED",
        )

        repository = ecr.Repository.from_repository_name(self, "Repository", "fraud-model")
        association = ConfiguredModelAlgorithmAssociation(
            self,
            "Association",
            membership=membership,
            algorithm=ConfiguredModelAlgorithm(
                self,
                "Algorithm",
                training=TrainingContainer.from_ecr_repository(
                    repository,
                    tag=training_image_tag,
                    metrics=[MetricDefinition(name="auc", regex="auc=([0-9.]+)")],
                ),
                inference=InferenceContainer.from_ecr_repository(repository, tag="inference-v1"),
            ),
            privacy_policy=(
                PrivacyPolicy.builder()
                .trained_model_metrics(NoiseLevel.HIGH)
                .trained_model_exports(max_size=DataSize.gigabytes(1), files=[ExportFile.MODEL])
                .max_inference_output_size(DataSize.gigabytes(5))
                .to_policy()
            ),
        )

        MemberTable(
            self,
            "KnownCases",
            membership=membership,
            database="fraud",
            table="known_cases",
            columns=["card_hash", "is_fraud"],
            read_role_name="clean-rooms-known-cases",
            query_account_id=trainer_account_id,
            allowed_analysis=association.allowed_analysis,
        )

        # What the bank needs to know.
        CfnOutput(self, "CollaborationIdentifier", value=collaboration.attr_collaboration_identifier)
        CfnOutput(self, "AssociationArn", value=association.configured_model_algorithm_association_arn)
        CfnOutput(self, "TrainingDefinition", value=association.training_definition)
