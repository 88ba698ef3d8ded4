package io.github.cdkcleanroomsml.examples;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;

/** What came of deployments that were played without AWS, with {@code cdk-cleanrooms-ml rehearse}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rehearsal(List<Deployment> deployments, Summary summary) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a deployment or a deletion ended, and how many trainings it paid for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Deployment(boolean succeeded, int trainings, List<Stack> stacks) {
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Stack(String name, String status, String reason) {
    }

    /** What was paid for, and what is left behind at the end. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Summary(
            List<Object> queries,
            List<Object> trainings,
            List<Object> inferenceJobs,
            List<Object> exportJobs,
            Map<String, List<Object>> leftBehind) {
    }

    /** Plays steps, one after the other. */
    public static Rehearsal of(final List<Map<String, Object>> steps) throws IOException {
        Process process = new ProcessBuilder("npx", "cdk-cleanrooms-ml", "rehearse", "--steps", "-", "--json")
                .redirectError(Redirect.INHERIT)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            JSON.writeValue(input, steps);
        }
        return JSON.readValue(process.getInputStream(), Rehearsal.class);
    }
}
