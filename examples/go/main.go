// Synthesizes a whole collaboration, from nothing to scores: its two members, each with its own account.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	declareCollaboration(app, changeFromContext(app.Node()))
	app.Synth(nil)
}

func declareCollaboration(app awscdk.App, change change) {
	provider := &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("us-east-1")}
	trainer := &awscdk.Environment{Account: jsii.String("444455556666"), Region: jsii.String("us-east-1")}

	newProviderStack(app, "Provider", &providerStackProps{
		StackProps:       awscdk.StackProps{Env: provider},
		TrainerAccountId: trainer.Account,
		TrainingImageTag: jsii.String(change.trainingImageTag),
	})
	newTrainerStack(app, "Trainer", &trainerStackProps{
		StackProps:   awscdk.StackProps{Env: trainer},
		Since:        jsii.String(change.since),
		LearningRate: jsii.String(change.learningRate),
	})
}
