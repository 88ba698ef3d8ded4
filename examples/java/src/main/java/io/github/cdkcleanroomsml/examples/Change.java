package io.github.cdkcleanroomsml.examples;

import software.constructs.Node;

/**
 * What the members change over time.
 *
 * @param since the first day whose transactions are learned from
 */
public record Change(String trainingImageTag, String since, String learningRate) {
    /** What the members begin with. */
    public static final Change FIRST = new Change("training-v1", "2026-01-01", "0.10");

    /** Takes what {@code cdk synth -c since=2026-02-01} says. */
    public static Change fromContext(final Node node) {
        return new Change(
                contextOr(node, "training_image_tag", FIRST.trainingImageTag()),
                contextOr(node, "since", FIRST.since()),
                contextOr(node, "learning_rate", FIRST.learningRate()));
    }

    public Change withSince(final String value) {
        return new Change(trainingImageTag, value, learningRate);
    }

    public Change withLearningRate(final String value) {
        return new Change(trainingImageTag, since, value);
    }

    private static String contextOr(final Node node, final String name, final String otherwise) {
        Object value = node.tryGetContext(name);
        return value == null ? otherwise : value.toString();
    }
}
