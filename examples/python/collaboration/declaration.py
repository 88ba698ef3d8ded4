from aws_cdk import App, Environment

from .change import Change
from .provider_stack import ProviderStack
from .trainer_stack import TrainerStack

PROVIDER = Environment(account="111122223333", region="us-east-1")
TRAINER = Environment(account="444455556666", region="us-east-1")


def declare_collaboration(app: App, change: Change) -> None:
    ProviderStack(
        app,
        "Provider",
        env=PROVIDER,
        trainer_account_id=TRAINER.account,
        training_image_tag=change.training_image_tag,
    )
    TrainerStack(
        app,
        "Trainer",
        env=TRAINER,
        since=change.since,
        learning_rate=change.learning_rate,
    )
