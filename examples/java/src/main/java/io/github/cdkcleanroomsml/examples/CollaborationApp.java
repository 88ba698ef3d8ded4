package io.github.cdkcleanroomsml.examples;

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;

/** A whole collaboration, from nothing to scores: its two members, each with its own account. */
public final class CollaborationApp {
    private static final Environment PROVIDER = Environment.builder().account("111122223333").region("us-east-1").build();
    private static final Environment TRAINER = Environment.builder().account("444455556666").region("us-east-1").build();

    private CollaborationApp() {
    }

    public static void main(final String[] args) {
        App app = new App();
        declare(app, Change.fromContext(app.getNode()));
        app.synth();
    }

    static void declare(final App app, final Change change) {
        new ProviderStack(app, "Provider", PROVIDER, TRAINER.getAccount(), change.trainingImageTag());
        new TrainerStack(app, "Trainer", TRAINER, change.since(), change.learningRate());
    }
}
