package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func TestMain(m *testing.M) {
	status := m.Run()
	jsii.Close()
	os.Exit(status)
}

// outcome is how a deployment of the trainer ended, and how many trainings it paid for.
type outcome struct {
	status    string
	trainings int
}

var (
	first  = firstChange()
	later  = change{trainingImageTag: first.trainingImageTag, since: "2026-02-01", learningRate: first.learningRate}
	faster = change{trainingImageTag: first.trainingImageTag, since: first.since, learningRate: "0.05"}
)

func TestEachRealChangeIsPaidForOnce(t *testing.T) {
	played := rehearse(t, inOrder(deploy(t, first, nil), deploy(t, later, nil), deploy(t, later, nil))...)

	expectOutcomes(t, played, outcome{"CREATE_COMPLETE", 1}, outcome{"UPDATE_COMPLETE", 1}, outcome{"UPDATE_COMPLETE", 0})
	paid := []int{
		len(played.Summary.Queries), len(played.Summary.Trainings), len(played.Summary.InferenceJobs), len(played.Summary.ExportJobs),
	}
	if expected := []int{4, 2, 2, 2}; !reflect.DeepEqual(paid, expected) {
		t.Errorf("expected %v queries, trainings, inference jobs and exports, got %v", expected, paid)
	}
}

func TestARollbackTrainsNothingAndWhatWasPaidForIsAdopted(t *testing.T) {
	locked := map[string]string{"Trainer/VersionInUse": "The parameter is locked by another team."}
	played := rehearse(t, inOrder(deploy(t, first, nil), deploy(t, faster, locked), deploy(t, faster, nil))...)

	expectOutcomes(t, played, outcome{"CREATE_COMPLETE", 1}, outcome{"UPDATE_ROLLBACK_COMPLETE", 1}, outcome{"UPDATE_COMPLETE", 0})
}

func TestWhatFailsBeforeTheTrainingPaysForNoTraining(t *testing.T) {
	refused := map[string]string{"Trainer/MlConfiguration": "The role cannot be assumed."}
	played := rehearse(t, inOrder(deploy(t, first, nil), deploy(t, later, refused))...)

	expectOutcomes(t, played, outcome{"CREATE_COMPLETE", 1}, outcome{"UPDATE_ROLLBACK_COMPLETE", 0})
}

func TestALostReplyDoesNotTrainTwice(t *testing.T) {
	lost := step{"fault": step{"operation": "CreateTrainedModel", "fault": "lost-reply"}}
	played := rehearse(t, inOrder([]step{lost}, deploy(t, first, nil))...)

	expectOutcomes(t, played, outcome{"CREATE_COMPLETE", 1})
}

func TestATrainingThatFailsIsReported(t *testing.T) {
	failing := step{"nextTraining": step{"outcome": "fail", "reason": "Out of memory"}}
	played := rehearse(t, inOrder([]step{failing}, deploy(t, first, nil))...)

	expectOutcomes(t, played, outcome{"ROLLBACK_COMPLETE", 1})
	if reason := played.Deployments[1].Stacks[0].Reason; !strings.Contains(reason, "Out of memory") {
		t.Errorf("the reason does not say why the training failed: %s", reason)
	}
}

func TestADeletionLeavesNothing(t *testing.T) {
	played := rehearse(t, inOrder(deploy(t, first, nil), deploy(t, later, nil), []step{{"destroy": true}})...)

	if destroyed := played.Deployments[len(played.Deployments)-1]; !destroyed.Succeeded || destroyed.Trainings != 0 {
		t.Errorf("the deletion did not succeed, or trained: %+v", destroyed)
	}
	for kind, left := range played.Summary.LeftBehind {
		if len(left) > 0 {
			t.Errorf("%s are left behind: %v", kind, left)
		}
	}
}

// deploy gives the steps that deploy a change: the provider, and then the trainer with what the provider tells it.
func deploy(t *testing.T, change change, fail map[string]string) []step {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
	declareCollaboration(app, change)
	assembly := *app.Synth(nil).Directory()
	trainer := step{"deploy": assembly, "stacks": []string{"Trainer"}, "parametersFrom": []string{"Provider"}}
	if fail != nil {
		trainer["fail"] = fail
	}
	return []step{{"deploy": assembly, "stacks": []string{"Provider"}}, trainer}
}

func inOrder(parts ...[]step) []step {
	var all []step
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

func expectOutcomes(t *testing.T, played rehearsal, expected ...outcome) {
	t.Helper()
	var outcomes []outcome
	for _, deployment := range played.Deployments {
		for _, stack := range deployment.Stacks {
			if stack.Name == "Trainer" {
				outcomes = append(outcomes, outcome{stack.Status, deployment.Trainings})
			}
		}
	}
	if !reflect.DeepEqual(outcomes, expected) {
		t.Errorf("expected %v, got %v", expected, outcomes)
	}
}
