"""The life of the collaboration: what is paid for when something changes, fails, or is deleted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from collaboration import Change, declare_collaboration

from .rehearsal import rehearse

FIRST = Change()
LATER = replace(FIRST, since="2026-02-01")
FASTER = replace(FIRST, learning_rate="0.05")


@pytest.fixture(name="deploy")
def fixture_deploy(tmp_path: Path):
    """The steps that deploy a change: the provider, and then the trainer with what the provider tells it."""

    def deploy(change: Change, **options: Any) -> list[dict[str, Any]]:
        app = App(outdir=str(tmp_path / f"{change.since}-{change.learning_rate}"))
        declare_collaboration(app, change)
        assembly = app.synth().directory
        return [
            {"deploy": assembly, "stacks": ["Provider"]},
            {"deploy": assembly, "stacks": ["Trainer"], "parametersFrom": ["Provider"], **options},
        ]

    return deploy


def trainings(played: dict[str, Any]) -> list[tuple[str, int]]:
    """How each deployment of the trainer ended, and how many trainings it paid for."""
    return [
        (stack["status"], deployment["trainings"])
        for deployment in played["deployments"]
        for stack in deployment["stacks"]
        if stack["name"] == "Trainer"
    ]


def test_each_real_change_is_paid_for_once(deploy):
    played = rehearse(*deploy(FIRST), *deploy(LATER), *deploy(LATER))

    assert trainings(played) == [("CREATE_COMPLETE", 1), ("UPDATE_COMPLETE", 1), ("UPDATE_COMPLETE", 0)]
    summary = played["summary"]
    assert [len(summary[paid]) for paid in ("queries", "trainings", "inferenceJobs", "exportJobs")] == [4, 2, 2, 2]


def test_a_rollback_trains_nothing_and_what_was_paid_for_is_adopted(deploy):
    locked = {"Trainer/VersionInUse": "The parameter is locked by another team."}
    played = rehearse(*deploy(FIRST), *deploy(FASTER, fail=locked), *deploy(FASTER))

    assert trainings(played) == [("CREATE_COMPLETE", 1), ("UPDATE_ROLLBACK_COMPLETE", 1), ("UPDATE_COMPLETE", 0)]


def test_what_fails_before_the_training_pays_for_no_training(deploy):
    locked = {"Trainer/MlConfiguration": "The role cannot be assumed."}
    played = rehearse(*deploy(FIRST), *deploy(LATER, fail=locked))

    assert trainings(played) == [("CREATE_COMPLETE", 1), ("UPDATE_ROLLBACK_COMPLETE", 0)]


def test_a_lost_reply_does_not_train_twice(deploy):
    lost = {"fault": {"operation": "CreateTrainedModel", "fault": "lost-reply"}}
    played = rehearse(lost, *deploy(FIRST))

    assert trainings(played) == [("CREATE_COMPLETE", 1)]


def test_a_training_that_fails_is_reported(deploy):
    played = rehearse({"nextTraining": {"outcome": "fail", "reason": "Out of memory"}}, *deploy(FIRST))

    assert trainings(played) == [("ROLLBACK_COMPLETE", 1)]
    assert "Out of memory" in played["deployments"][-1]["stacks"][-1]["reason"]


def test_a_deletion_leaves_nothing(deploy):
    played = rehearse(*deploy(FIRST), *deploy(LATER), {"destroy": True})

    destroyed = played["deployments"][-1]
    assert (destroyed["succeeded"], destroyed["trainings"]) == (True, 0)
    assert not any(played["summary"]["leftBehind"].values())
