package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscleanrooms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscleanrooms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

type memberTableProps struct {
	Membership interfacesawscleanrooms.IMembershipRef
	// The Glue table, which exists, as do the database and the role that reads it.
	Database     *string
	Table        *string
	Columns      *[]*string
	ReadRoleName *string
	// The account that may query the table.
	QueryAccountId *string
	// What the rows may be used for.
	AllowedAnalysis *string
}

// newMemberTable declares a table that a member contributes: rows leave it as training and inference data alone, for one
// provider's algorithms.
func newMemberTable(scope constructs.Construct, id string, props *memberTableProps) constructs.Construct {
	this := constructs.NewConstruct(scope, jsii.String(id))

	configuredTable := awscleanrooms.NewCfnConfiguredTable(this, jsii.String("Table"), &awscleanrooms.CfnConfiguredTableProps{
		Name: props.Table,
		TableReference: &awscleanrooms.CfnConfiguredTable_TableReferenceProperty{
			Glue: &awscleanrooms.CfnConfiguredTable_GlueTableReferenceProperty{DatabaseName: props.Database, TableName: props.Table},
		},
		AllowedColumns: props.Columns,
		AnalysisMethod: jsii.String("DIRECT_QUERY"),
		AnalysisRules: []awscleanrooms.CfnConfiguredTable_AnalysisRuleProperty{{
			Type: jsii.String("CUSTOM"),
			Policy: awscleanrooms.CfnConfiguredTable_ConfiguredTableAnalysisRulePolicyProperty{
				V1: awscleanrooms.CfnConfiguredTable_ConfiguredTableAnalysisRulePolicyV1Property{
					Custom: awscleanrooms.CfnConfiguredTable_AnalysisRuleCustomProperty{
						AllowedAnalyses:          jsii.Strings("ANY_QUERY"),
						AllowedAnalysisProviders: &[]*string{props.QueryAccountId},
						AdditionalAnalyses:       jsii.String("REQUIRED"),
					},
				},
			},
		}},
	})
	awscleanrooms.NewCfnConfiguredTableAssociation(this, jsii.String("Association"), &awscleanrooms.CfnConfiguredTableAssociationProps{
		Name:                      props.Table,
		ConfiguredTableIdentifier: configuredTable.AttrConfiguredTableIdentifier(),
		MembershipIdentifier:      props.Membership.MembershipRef().MembershipIdentifier,
		RoleArn:                   awsiam.Role_FromRoleName(this, jsii.String("ReadRole"), props.ReadRoleName, nil).RoleArn(),
		ConfiguredTableAssociationAnalysisRules: []awscleanrooms.CfnConfiguredTableAssociation_ConfiguredTableAssociationAnalysisRuleProperty{{
			Type: jsii.String("CUSTOM"),
			Policy: awscleanrooms.CfnConfiguredTableAssociation_ConfiguredTableAssociationAnalysisRulePolicyProperty{
				V1: awscleanrooms.CfnConfiguredTableAssociation_ConfiguredTableAssociationAnalysisRulePolicyV1Property{
					Custom: awscleanrooms.CfnConfiguredTableAssociation_ConfiguredTableAssociationAnalysisRuleCustomProperty{
						AllowedAdditionalAnalyses: &[]*string{props.AllowedAnalysis},
					},
				},
			},
		}},
	})
	return this
}
