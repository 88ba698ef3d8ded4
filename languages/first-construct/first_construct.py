"""How long it takes from the import to the first construct."""

from time import perf_counter

started = perf_counter()

from aws_cdk import App, Stack  # noqa: E402
from cdk_cleanrooms_ml import ConfiguredModelAlgorithm, TrainingContainer  # noqa: E402

stack = Stack(App(), "Stack")
ConfiguredModelAlgorithm(
    stack,
    "Algorithm",
    training=TrainingContainer.from_registry("111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1"),
)
print(f"{perf_counter() - started:.1f}")
