package io.github.cdkcleanroomsml.examples;

import io.github.cdkcleanroomsml.ConfiguredModelAlgorithm;
import io.github.cdkcleanroomsml.TrainingContainer;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/** How long it takes from the start to the first construct. */
public final class FirstConstruct {
    private FirstConstruct() {
    }

    public static void main(final String[] args) {
        Instant started = Instant.now();
        Stack stack = new Stack(new App(), "Stack");
        ConfiguredModelAlgorithm.Builder.create(stack, "Algorithm")
                .training(TrainingContainer.fromRegistry("111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1"))
                .build();
        System.out.println(Duration.between(started, Instant.now()).toMillis() / 1000.0);
    }
}
