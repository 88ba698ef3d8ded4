package io.github.cdkcleanroomsml.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** The life of the collaboration: what is paid for when something changes, fails, or is deleted. */
class LifecycleTest {
    private static final Change FIRST = Change.FIRST;
    private static final Change LATER = FIRST.withSince("2026-02-01");
    private static final Change FASTER = FIRST.withLearningRate("0.05");

    @TempDir
    private Path directory;

    /** How a deployment of the trainer ended, and how many trainings it paid for. */
    private record Outcome(String status, int trainings) {
    }

    @Test
    void eachRealChangeIsPaidForOnce() throws Exception {
        Rehearsal played = rehearse(deploy(FIRST), deploy(LATER), deploy(LATER));

        assertEquals(
                List.of(new Outcome("CREATE_COMPLETE", 1), new Outcome("UPDATE_COMPLETE", 1), new Outcome("UPDATE_COMPLETE", 0)),
                outcomes(played));
        Rehearsal.Summary paid = played.summary();
        assertEquals(List.of(4, 2, 2, 2), List.of(
                paid.queries().size(), paid.trainings().size(), paid.inferenceJobs().size(), paid.exportJobs().size()));
    }

    @Test
    void aRollbackTrainsNothingAndWhatWasPaidForIsAdopted() throws Exception {
        Map<String, String> locked = Map.of("Trainer/VersionInUse", "The parameter is locked by another team.");
        Rehearsal played = rehearse(deploy(FIRST), deploy(FASTER, locked), deploy(FASTER));

        assertEquals(
                List.of(new Outcome("CREATE_COMPLETE", 1), new Outcome("UPDATE_ROLLBACK_COMPLETE", 1), new Outcome("UPDATE_COMPLETE", 0)),
                outcomes(played));
    }

    @Test
    void whatFailsBeforeTheTrainingPaysForNoTraining() throws Exception {
        Map<String, String> refused = Map.of("Trainer/MlConfiguration", "The role cannot be assumed.");
        Rehearsal played = rehearse(deploy(FIRST), deploy(LATER, refused));

        assertEquals(List.of(new Outcome("CREATE_COMPLETE", 1), new Outcome("UPDATE_ROLLBACK_COMPLETE", 0)), outcomes(played));
    }

    @Test
    void aLostReplyDoesNotTrainTwice() throws Exception {
        Map<String, Object> lost = Map.of("fault", Map.of("operation", "CreateTrainedModel", "fault", "lost-reply"));
        Rehearsal played = rehearse(List.of(lost), deploy(FIRST));

        assertEquals(List.of(new Outcome("CREATE_COMPLETE", 1)), outcomes(played));
    }

    @Test
    void aTrainingThatFailsIsReported() throws Exception {
        Map<String, Object> failing = Map.of("nextTraining", Map.of("outcome", "fail", "reason", "Out of memory"));
        Rehearsal played = rehearse(List.of(failing), deploy(FIRST));

        assertEquals(List.of(new Outcome("ROLLBACK_COMPLETE", 1)), outcomes(played));
        String reason = played.deployments().get(1).stacks().get(0).reason();
        assertTrue(reason.contains("Out of memory"), reason);
    }

    @Test
    void aDeletionLeavesNothing() throws Exception {
        Rehearsal played = rehearse(deploy(FIRST), deploy(LATER), List.of(Map.of("destroy", true)));

        Rehearsal.Deployment destroyed = played.deployments().get(played.deployments().size() - 1);
        assertTrue(destroyed.succeeded());
        assertEquals(0, destroyed.trainings());
        played.summary().leftBehind().forEach((kind, left) -> assertEquals(List.of(), left, kind));
    }

    @SafeVarargs
    private static Rehearsal rehearse(final List<Map<String, Object>>... parts) throws Exception {
        return Rehearsal.of(Stream.of(parts).flatMap(List::stream).toList());
    }

    private List<Map<String, Object>> deploy(final Change change) {
        return deploy(change, Map.of());
    }

    /** The steps that deploy a change: the provider, and then the trainer with what the provider tells it. */
    private List<Map<String, Object>> deploy(final Change change, final Map<String, String> fail) {
        String outdir = directory.resolve(change.since() + "-" + change.learningRate()).toString();
        App app = new App(AppProps.builder().outdir(outdir).build());
        CollaborationApp.declare(app, change);
        app.synth();
        return List.of(
                Map.of("deploy", outdir, "stacks", List.of("Provider")),
                Map.of("deploy", outdir, "stacks", List.of("Trainer"), "parametersFrom", List.of("Provider"), "fail", fail));
    }

    private static List<Outcome> outcomes(final Rehearsal played) {
        return played.deployments().stream()
                .flatMap(deployment -> deployment.stacks().stream()
                        .filter(stack -> stack.name().equals("Trainer"))
                        .map(stack -> new Outcome(stack.status(), deployment.trainings())))
                .toList();
    }
}
