"""Where Amazon SageMaker puts what a container reads, and expects what it writes."""
import json
import os
from pathlib import Path

# Another root than /opt/ml is for trying the program without a container.
OPT_ML = Path(os.environ.get("OPT_ML", "/opt/ml"))
INPUT_CONFIG = OPT_ML / "input" / "config"
MODEL = Path(os.environ.get("SM_MODEL_DIR", OPT_ML / "model"))
FAILURE = OPT_ML / "output" / "failure"


def input_config(name):
    """The contents of a file in /opt/ml/input/config, or nothing where there is none."""
    path = INPUT_CONFIG / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def channel_directory(name):
    """The directory of a channel in File and FastFile mode."""
    variable = "SM_CHANNEL_" + "".join(c if c.isalnum() else "_" for c in name).upper()
    return Path(os.environ.get(variable, OPT_ML / "input" / "data" / name))


def channel_lines(name):
    """Every line of a channel, from all its files, or from the pipe of its first epoch."""
    mode = input_config("inputdataconfig").get(name, {}).get("TrainingInputMode", "File")
    if mode == "Pipe":
        files = [OPT_ML / "input" / "data" / f"{name}_0"]
    else:
        files = sorted(path for path in channel_directory(name).rglob("*") if path.is_file())
    for path in files:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    yield line.strip()
