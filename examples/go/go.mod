module github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml/examples/go

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.245.0
	github.com/aws/constructs-go/constructs/v10 v10.5.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml-go/cdkcleanroomsml v0.0.0
)
