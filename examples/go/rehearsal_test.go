package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"
)

// A step is one thing that happens in a rehearsal.
type step map[string]any

// A rehearsal is what came of the steps.
type rehearsal struct {
	Deployments []struct {
		Succeeded bool
		Trainings int
		Stacks    []struct{ Name, Status, Reason string }
	}
	Summary struct {
		Queries, Trainings, InferenceJobs, ExportJobs []any
		LeftBehind                                    map[string][]any
	}
}

// rehearse plays deployments without AWS, with "cdk-cleanrooms-ml rehearse".
func rehearse(t *testing.T, steps ...step) rehearsal {
	t.Helper()
	input, err := json.Marshal(steps)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("npx", "cdk-cleanrooms-ml", "rehearse", "--steps", "-", "--json")
	var problems bytes.Buffer
	command.Stdin, command.Stderr = bytes.NewReader(input), &problems
	// The exit status says whether a deployment failed, which the output says as well.
	output, _ := command.Output()
	var played rehearsal
	if err := json.Unmarshal(output, &played); err != nil {
		t.Fatalf("%v: %s", err, problems.String())
	}
	return played
}
