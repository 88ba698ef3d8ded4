"""Plays deployments without AWS, with ``cdk-cleanrooms-ml rehearse``."""

import json
import subprocess
from typing import Any


def rehearse(*steps: dict[str, Any]) -> dict[str, Any]:
    """Plays the steps, and gives what came of them: ``deployments``, ``summary`` and ``timeline``."""
    command = ["npx", "cdk-cleanrooms-ml", "rehearse", "--steps", "-", "--json"]
    played = subprocess.run(command, input=json.dumps(steps), capture_output=True, text=True, check=False)
    assert played.stdout, played.stderr
    return json.loads(played.stdout)
