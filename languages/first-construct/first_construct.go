// How long it takes from the start to the first construct.
package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml-go/cdkcleanroomsml"
)

func main() {
	started := time.Now()
	defer jsii.Close()

	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Stack"), nil)
	cdkcleanroomsml.NewConfiguredModelAlgorithm(stack, jsii.String("Algorithm"), &cdkcleanroomsml.ConfiguredModelAlgorithmProps{
		Training: cdkcleanroomsml.TrainingContainer_FromRegistry(jsii.String("111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1"), nil),
	})
	fmt.Printf("%.1f\n", time.Since(started).Seconds())
}
