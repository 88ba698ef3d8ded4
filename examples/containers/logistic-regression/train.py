"""The training container: reads the channel "train", writes the model, and goes on from the model in "base" if there is one."""
import random
import signal
import sys
import tarfile
import tempfile
from pathlib import Path

import averaging
from contract import FAILURE, MODEL, channel_directory, channel_lines, input_config
from logistic_regression import LogisticRegression, area_under_curve

TRAINING_CHANNEL = "train"
BASE_CHANNEL = "base"

stopping = False


def stop(_signal, _frame):
    """Training ends after the epoch in progress, so that what was learned is saved."""
    global stopping
    stopping = True


def labelled_rows(lines):
    """Rows of (label, features): Clean Rooms ML delivers CSV without a header, and the label is its first column."""
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            label, *features = (float(value) for value in line.split(","))
        except ValueError:
            # The message of float() would quote the value.
            raise ValueError(f"row {number} is not numbers with a comma between them") from None
        if label not in (0.0, 1.0):
            raise ValueError(f"the label in the first column of row {number} must be 0 or 1")
        rows.append((label, features))
    return rows


def base_model():
    """The parent of an incremental training, as files or as the archive that a training leaves."""
    directory = channel_directory(BASE_CHANNEL)
    archive = directory / "model.tar.gz"
    if archive.exists():
        with tempfile.TemporaryDirectory() as unpacked, tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
            return LogisticRegression.load(Path(unpacked))
    return LogisticRegression.load(directory) if (directory / "model.json").exists() else None


def train():
    # Every hyperparameter arrives as a string.
    hyperparameters = input_config("hyperparameters")
    epochs = int(hyperparameters.get("epochs", "20"))
    learning_rate = float(hyperparameters.get("learning-rate", "0.1"))
    order = random.Random(int(hyperparameters.get("seed", "0")))
    resources = input_config("resourceconfig")
    host, hosts = resources.get("current_host", "algo-1"), resources.get("hosts", ["algo-1"])

    rows = labelled_rows(channel_lines(TRAINING_CHANNEL))
    if not rows:
        raise ValueError("the channel has no rows")
    base = base_model()
    if base is not None:
        print("continuing from the base model", flush=True)
    model = base or LogisticRegression.for_rows(rows)

    # Each host has all rows, and learns from its share of them.
    share = rows[hosts.index(host)::len(hosts)]
    standardized = [(label, model.standardized(features)) for label, features in share]
    for epoch in range(1, epochs + 1):
        order.shuffle(standardized)
        loss = model.learn(standardized, learning_rate)
        print(f"epoch={epoch} loss={loss:.6f}", flush=True)
        if stopping:
            print("stopping early", flush=True)
            break

    averaging.average(model, host, hosts)
    if host == hosts[0]:
        print(f"auc={area_under_curve(model, rows):.6f}", flush=True)
        model.save(MODEL)


def main():
    signal.signal(signal.SIGTERM, stop)
    try:
        train()
    except Exception as error:
        # What is in this file is shown as the reason of the failure, so it names no value of the data.
        FAILURE.write_text(f"{type(error).__name__}: {error}")
        print(f"ERROR {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(1)
