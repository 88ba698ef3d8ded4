package io.github.cdkcleanroomsml.examples;

import java.util.List;
import software.amazon.awscdk.interfaces.cleanrooms.IMembershipRef;
import software.amazon.awscdk.services.cleanrooms.CfnConfiguredTable;
import software.amazon.awscdk.services.cleanrooms.CfnConfiguredTableAssociation;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** A table that a member contributes: rows leave it as training and inference data alone, for one provider's algorithms. */
public class MemberTable extends Construct {
    /**
     * @param database the Glue database, which exists, as do the table and the role that reads it
     * @param queryAccountId the account that may query the table
     * @param allowedAnalysis what the rows may be used for
     */
    public record Props(
            IMembershipRef membership,
            String database,
            String table,
            List<String> columns,
            String readRoleName,
            String queryAccountId,
            String allowedAnalysis) {
    }

    public MemberTable(final Construct scope, final String id, final Props props) {
        super(scope, id);

        CfnConfiguredTable configuredTable = CfnConfiguredTable.Builder.create(this, "Table")
                .name(props.table())
                .tableReference(CfnConfiguredTable.TableReferenceProperty.builder()
                        .glue(CfnConfiguredTable.GlueTableReferenceProperty.builder()
                                .databaseName(props.database())
                                .tableName(props.table())
                                .build())
                        .build())
                .allowedColumns(props.columns())
                .analysisMethod("DIRECT_QUERY")
                .analysisRules(List.of(CfnConfiguredTable.AnalysisRuleProperty.builder()
                        .type("CUSTOM")
                        .policy(CfnConfiguredTable.ConfiguredTableAnalysisRulePolicyProperty.builder()
                                .v1(CfnConfiguredTable.ConfiguredTableAnalysisRulePolicyV1Property.builder()
                                        .custom(CfnConfiguredTable.AnalysisRuleCustomProperty.builder()
                                                .allowedAnalyses(List.of("ANY_QUERY"))
                                                .allowedAnalysisProviders(List.of(props.queryAccountId()))
                                                .additionalAnalyses("REQUIRED")
                                                .build())
                                        .build())
                                .build())
                        .build()))
                .build();
        CfnConfiguredTableAssociation.Builder.create(this, "Association")
                .name(props.table())
                .configuredTableIdentifier(configuredTable.getAttrConfiguredTableIdentifier())
                .membershipIdentifier(props.membership().getMembershipRef().getMembershipIdentifier())
                .roleArn(Role.fromRoleName(this, "ReadRole", props.readRoleName()).getRoleArn())
                .configuredTableAssociationAnalysisRules(List.of(
                        CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRuleProperty.builder()
                                .type("CUSTOM")
                                .policy(CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRulePolicyProperty.builder()
                                        .v1(CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRulePolicyV1Property.builder()
                                                .custom(CfnConfiguredTableAssociation.ConfiguredTableAssociationAnalysisRuleCustomProperty.builder()
                                                        .allowedAdditionalAnalyses(List.of(props.allowedAnalysis()))
                                                        .build())
                                                .build())
                                        .build())
                                .build()))
                .build();
    }
}
