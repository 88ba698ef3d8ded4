package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscleanrooms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml-go/cdkcleanroomsml"
)

type providerStackProps struct {
	awscdk.StackProps
	// The member that queries, trains, and receives models and output. It pays for that.
	TrainerAccountId *string
	TrainingImageTag *string
}

// newProviderStack declares the member that starts the collaboration. It brings the algorithm, and a table of known cases.
func newProviderStack(scope constructs.Construct, id string, props *providerStackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &props.StackProps)

	collaboration := awscleanrooms.NewCfnCollaboration(stack, jsii.String("Collaboration"), &awscleanrooms.CfnCollaborationProps{
		Name:                   jsii.String("fraud"),
		Description:            jsii.String("A fraud model that learns from the transactions of a bank and the known cases of its provider"),
		AnalyticsEngine:        jsii.String("SPARK"),
		QueryLogStatus:         jsii.String("ENABLED"),
		CreatorDisplayName:     jsii.String("Provider"),
		CreatorMemberAbilities: jsii.Strings(),
		Members: []awscleanrooms.CfnCollaboration_MemberSpecificationProperty{{
			AccountId:       props.TrainerAccountId,
			DisplayName:     jsii.String("Bank"),
			MemberAbilities: jsii.Strings("CAN_QUERY"),
			MlMemberAbilities: awscleanrooms.CfnCollaboration_MLMemberAbilitiesProperty{
				CustomMlMemberAbilities: jsii.Strings("CAN_RECEIVE_MODEL_OUTPUT", "CAN_RECEIVE_INFERENCE_OUTPUT"),
			},
			PaymentConfiguration: awscleanrooms.CfnCollaboration_PaymentConfigurationProperty{
				QueryCompute: awscleanrooms.CfnCollaboration_QueryComputePaymentConfigProperty{IsResponsible: true},
				MachineLearning: awscleanrooms.CfnCollaboration_MLPaymentConfigProperty{
					ModelTraining:  awscleanrooms.CfnCollaboration_ModelTrainingPaymentConfigProperty{IsResponsible: true},
					ModelInference: awscleanrooms.CfnCollaboration_ModelInferencePaymentConfigProperty{IsResponsible: true},
				},
			},
		}},
	})
	membership := awscleanrooms.NewCfnMembership(stack, jsii.String("Membership"), &awscleanrooms.CfnMembershipProps{
		CollaborationIdentifier: collaboration.AttrCollaborationIdentifier(),
		QueryLogStatus:          jsii.String("ENABLED"),
	})

	repository := awsecr.Repository_FromRepositoryName(stack, jsii.String("Repository"), jsii.String("fraud-model"))
	algorithm := cdkcleanroomsml.NewConfiguredModelAlgorithm(stack, jsii.String("Algorithm"), &cdkcleanroomsml.ConfiguredModelAlgorithmProps{
		Training: cdkcleanroomsml.TrainingContainer_FromEcrRepository(repository, &cdkcleanroomsml.TrainingContainerEcrOptions{
			Tag:     props.TrainingImageTag,
			Metrics: &[]*cdkcleanroomsml.MetricDefinition{{Name: jsii.String("auc"), Regex: jsii.String("auc=([0-9.]+)")}},
		}),
		Inference: cdkcleanroomsml.InferenceContainer_FromEcrRepository(repository, &cdkcleanroomsml.InferenceContainerEcrOptions{
			Tag: jsii.String("inference-v1"),
		}),
	})
	association := cdkcleanroomsml.NewConfiguredModelAlgorithmAssociation(stack, jsii.String("Association"), &cdkcleanroomsml.ConfiguredModelAlgorithmAssociationProps{
		Membership: membership,
		Algorithm:  algorithm,
		PrivacyPolicy: cdkcleanroomsml.PrivacyPolicy_Builder().
			TrainedModelMetrics(cdkcleanroomsml.NoiseLevel_HIGH).
			TrainedModelExports(&cdkcleanroomsml.TrainedModelExportOptions{
				MaxSize: cdkcleanroomsml.DataSize_Gigabytes(jsii.Number(1)),
				Files:   &[]cdkcleanroomsml.ExportFile{cdkcleanroomsml.ExportFile_MODEL},
			}).
			MaxInferenceOutputSize(cdkcleanroomsml.DataSize_Gigabytes(jsii.Number(5))).
			ToPolicy(),
	})

	newMemberTable(stack, "KnownCases", &memberTableProps{
		Membership:      membership,
		Database:        jsii.String("fraud"),
		Table:           jsii.String("known_cases"),
		Columns:         jsii.Strings("card_hash", "is_fraud"),
		ReadRoleName:    jsii.String("clean-rooms-known-cases"),
		QueryAccountId:  props.TrainerAccountId,
		AllowedAnalysis: association.AllowedAnalysis(),
	})

	// What the bank needs to know.
	awscdk.NewCfnOutput(stack, jsii.String("CollaborationIdentifier"), &awscdk.CfnOutputProps{
		Value: collaboration.AttrCollaborationIdentifier(),
	})
	awscdk.NewCfnOutput(stack, jsii.String("AssociationArn"), &awscdk.CfnOutputProps{
		Value: association.ConfiguredModelAlgorithmAssociationArn(),
	})
	awscdk.NewCfnOutput(stack, jsii.String("TrainingDefinition"), &awscdk.CfnOutputProps{Value: association.TrainingDefinition()})

	return stack
}
