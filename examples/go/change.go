package main

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// A change is what the members change over time.
type change struct {
	trainingImageTag string
	// since is the first day whose transactions are learned from.
	since        string
	learningRate string
}

// firstChange is what the members begin with.
func firstChange() change {
	return change{trainingImageTag: "training-v1", since: "2026-01-01", learningRate: "0.10"}
}

// changeFromContext takes what "cdk synth -c since=2026-02-01" says.
func changeFromContext(node constructs.Node) change {
	result := firstChange()
	for name, field := range map[string]*string{
		"training_image_tag": &result.trainingImageTag,
		"since":              &result.since,
		"learning_rate":      &result.learningRate,
	} {
		if value, ok := node.TryGetContext(jsii.String(name)).(string); ok {
			*field = value
		}
	}
	return result
}
