package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscleanrooms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml-go/cdkcleanroomsml"
)

type trainerStackProps struct {
	awscdk.StackProps
	// The first day whose transactions are learned from.
	Since        *string
	LearningRate *string
}

// newTrainerStack declares the member that queries, trains, and gets models and scores: a bank, with its transactions.
func newTrainerStack(scope constructs.Construct, id string, props *trainerStackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &props.StackProps)

	// The collaboration and the association are in another account, so what is known of them comes with the deployment.
	outputOfProvider := func(name string) *string {
		return awscdk.NewCfnParameter(stack, jsii.String(name), &awscdk.CfnParameterProps{
			Description: jsii.Sprintf("Output %q of the provider's stack", name),
		}).ValueAsString()
	}
	association := cdkcleanroomsml.ConfiguredModelAlgorithmAssociation_FromConfiguredModelAlgorithmAssociationAttributes(
		stack, jsii.String("Association"), &cdkcleanroomsml.ConfiguredModelAlgorithmAssociationAttributes{
			ConfiguredModelAlgorithmAssociationArn: outputOfProvider("AssociationArn"),
			TrainingDefinition:                     outputOfProvider("TrainingDefinition"),
		})
	membership := awscleanrooms.NewCfnMembership(stack, jsii.String("Membership"), &awscleanrooms.CfnMembershipProps{
		CollaborationIdentifier: outputOfProvider("CollaborationIdentifier"),
		QueryLogStatus:          jsii.String("ENABLED"),
		PaymentConfiguration: awscleanrooms.CfnMembership_MembershipPaymentConfigurationProperty{
			QueryCompute: awscleanrooms.CfnMembership_MembershipQueryComputePaymentConfigProperty{IsResponsible: true},
			MachineLearning: awscleanrooms.CfnMembership_MembershipMLPaymentConfigProperty{
				ModelTraining:  awscleanrooms.CfnMembership_MembershipModelTrainingPaymentConfigProperty{IsResponsible: true},
				ModelInference: awscleanrooms.CfnMembership_MembershipModelInferencePaymentConfigProperty{IsResponsible: true},
			},
		},
	})
	transactions := newMemberTable(stack, "Transactions", &memberTableProps{
		Membership:      membership,
		Database:        jsii.String("payments"),
		Table:           jsii.String("transactions"),
		Columns:         jsii.Strings("card_hash", "amount", "merchant_category", "day"),
		ReadRoleName:    jsii.String("clean-rooms-transactions"),
		QueryAccountId:  stack.Account(),
		AllowedAnalysis: association.AllowedAnalysis(),
	})

	// Where models and scores arrive, and logs and metrics.
	bucket := awss3.NewBucket(stack, jsii.String("Received"), &awss3.BucketProps{
		Encryption:             awss3.BucketEncryption_S3_MANAGED,
		BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:             jsii.Bool(true),
		ServerAccessLogsPrefix: jsii.String("access/"),
		RemovalPolicy:          awscdk.RemovalPolicy_RETAIN,
	})
	configuration := cdkcleanroomsml.NewMlConfiguration(stack, jsii.String("MlConfiguration"), &cdkcleanroomsml.MlConfigurationProps{
		Membership:   membership,
		Bucket:       bucket,
		Prefix:       jsii.String("fraud"),
		LogRetention: awslogs.RetentionDays_ONE_YEAR,
	})

	channelOf := func(name, columns string) cdkcleanroomsml.MlInputChannel {
		query := fmt.Sprintf("SELECT %s FROM transactions t JOIN known_cases k ON t.card_hash = k.card_hash WHERE t.day >= :since", columns)
		channel := cdkcleanroomsml.NewMlInputChannel(stack, jsii.String(name), &cdkcleanroomsml.MlInputChannelProps{
			Membership:  membership,
			Association: association,
			Query: cdkcleanroomsml.ChannelQuery_Sql(jsii.String(query), &cdkcleanroomsml.ChannelQueryOptions{
				Parameters: &map[string]*string{"since": props.Since},
			}),
			Compute:      cdkcleanroomsml.ChannelCompute_Workers(cdkcleanroomsml.WorkerType_CR_4X(), jsii.Number(8), nil),
			ResultFormat: cdkcleanroomsml.ResultFormat_PARQUET,
			Retention:    awscdk.Duration_Days(jsii.Number(30)),
		})
		channel.Node().AddDependency(transactions)
		return channel
	}
	learned := channelOf("Learned", "t.amount, t.merchant_category, k.is_fraud")
	scored := channelOf("Scored", "t.amount, t.merchant_category")

	model := cdkcleanroomsml.NewTrainedModel(stack, jsii.String("Model"), &cdkcleanroomsml.TrainedModelProps{
		Membership:  membership,
		Association: association,
		Channels:    &[]cdkcleanroomsml.TrainingChannel{cdkcleanroomsml.TrainingChannel_FromMlInputChannel(jsii.String("train"), learned, nil)},
		Resources: &cdkcleanroomsml.TrainingResources{
			InstanceType: cdkcleanroomsml.TrainingInstanceType_ML_M5_2XLARGE(),
			VolumeSizeGb: jsii.Number(50),
		},
		MaxRuntime:      awscdk.Duration_Minutes(jsii.Number(45)),
		Hyperparameters: &map[string]*string{"learning-rate": props.LearningRate},
		Retraining: cdkcleanroomsml.Retraining_Incremental(&cdkcleanroomsml.IncrementalRetrainingOptions{
			ChannelName: jsii.String("base"),
		}),
		Completion: cdkcleanroomsml.Completion_WhenActive(nil),
	})
	model.Node().AddDependency(configuration)

	model.Infer(jsii.String("Scores"), &cdkcleanroomsml.TrainedModelInferenceOptions{
		Channel:      scored,
		Receiver:     stack.Account(),
		InstanceType: cdkcleanroomsml.InferenceInstanceType_ML_M5_2XLARGE(),
		Accept:       jsii.String("text/csv"),
	})
	model.Export(jsii.String("Export"), &cdkcleanroomsml.TrainedModelExportJobOptions{Receiver: stack.Account()})

	// What others read to know which version to use.
	awsssm.NewStringParameter(stack, jsii.String("VersionInUse"), &awsssm.StringParameterProps{
		ParameterName: jsii.String("/fraud/version-in-use"),
		StringValue:   jsii.Sprintf("%s %s", *model.TrainedModelArn(), *model.VersionIdentifier()),
	})

	return stack
}
