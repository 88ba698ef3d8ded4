from collections.abc import Sequence

from aws_cdk import aws_cleanrooms as cleanrooms
from aws_cdk import aws_iam as iam
from aws_cdk.interfaces.aws_cleanrooms import IMembershipRef
from constructs import Construct


class MemberTable(Construct):
    """A table that a member contributes.

    Rows leave it as training and inference data alone, for one provider's algorithms.
    The Glue table exists, as do its database and the role that reads it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        membership: IMembershipRef,
        database: str,
        table: str,
        columns: Sequence[str],
        read_role_name: str,
        query_account_id: str,
        allowed_analysis: str,
    ) -> None:
        """
        :param query_account_id: The account that may query the table.
        :param allowed_analysis: What the rows may be used for.
        """
        super().__init__(scope, construct_id)

        configured_table = cleanrooms.CfnConfiguredTable(
            self,
            "Table",
            name=table,
            table_reference=cleanrooms.CfnConfiguredTable.TableReferenceProperty(
                glue=cleanrooms.CfnConfiguredTable.GlueTableReferenceProperty(
                    database_name=database, table_name=table
                )
            ),
            allowed_columns=list(columns),
            analysis_method="DIRECT_QUERY",
            analysis_rules=[
                cleanrooms.CfnConfiguredTable.AnalysisRuleProperty(
                    type="CUSTOM",
                    policy=cleanrooms.CfnConfiguredTable.ConfiguredTableAnalysisRulePolicyProperty(
                        v1=cleanrooms.CfnConfiguredTable.ConfiguredTableAnalysisRulePolicyV1Property(
                            custom=cleanrooms.CfnConfiguredTable.AnalysisRuleCustomProperty(
                                allowed_analyses=["ANY_QUERY"],
                                allowed_analysis_providers=[query_account_id],
                                additional_analyses="REQUIRED",
                            )
                        )
                    ),
                )
            ],
        )
        cleanrooms.CfnConfiguredTableAssociation(
            self,
            "Association",
            name=table,
            configured_table_identifier=configured_table.attr_configured_table_identifier,
            membership_identifier=membership.membership_ref.membership_identifier,
            role_arn=iam.Role.from_role_name(self, "ReadRole", read_role_name).role_arn,
            configured_table_association_analysis_rules=[
                cleanrooms.CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRuleProperty(
                    type="CUSTOM",
                    policy=cleanrooms.CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRulePolicyProperty(
                        v1=cleanrooms.CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRulePolicyV1Property(
                            custom=cleanrooms.CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRuleCustomProperty(
                                allowed_additional_analyses=[allowed_analysis],
                            )
                        )
                    ),
                )
            ],
        )
