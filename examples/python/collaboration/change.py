from dataclasses import dataclass, fields

from constructs import Node


@dataclass(frozen=True)
class Change:
    """What the members change over time."""

    training_image_tag: str = "training-v1"
    since: str = "2026-01-01"
    """The first day whose transactions are learned from."""
    learning_rate: str = "0.10"

    @classmethod
    def from_context(cls, node: Node) -> "Change":
        """Takes what ``cdk synth -c name=value`` says."""
        values = {field.name: node.try_get_context(field.name) for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if value is not None})
