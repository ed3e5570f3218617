package io.riskmonitor.config;

import io.riskmonitor.config.InvalidConfiguration.Complaint;
import io.riskmonitor.document.Problem;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.policy.PolicyReading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads policies from files: one per YAML document. */
public final class PolicyFiles {

    private static final String BUILT_IN = "default-policy.yaml";
    private static final String SCENARIO = "scenario-policy.yaml";

    private PolicyFiles() {}

    /**
     * The policies of a file.
     *
     * @throws InvalidConfiguration with every problem, if there is one
     */
    public static List<Policy> read(Path file) {
        return readDeclared(file).stream().map(DeclaredPolicy::policy).toList();
    }

    /**
     * The policies of a file with what was written, for publishing.
     *
     * @throws InvalidConfiguration with every problem, if there is one
     */
    public static List<DeclaredPolicy> readDeclared(Path file) {
        return parse(file.toString(), SourceParser.contentOf(file));
    }

    /** The policy of the application that {@code local} plays. */
    public static List<DeclaredPolicy> ofScenario() {
        return parse(SCENARIO, textOf(SCENARIO));
    }

    /** What holds for an application that has no policy of its own. */
    public static Policy builtIn() {
        return parse(BUILT_IN, builtInText()).get(0).policy();
    }

    /** The file that {@link #builtIn} is read from: a start for an owner's own. */
    public static String builtInText() {
        return textOf(BUILT_IN);
    }

    private static String textOf(String resource) {
        try (InputStream in = PolicyFiles.class.getResourceAsStream("/" + resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The policies in a text.
     *
     * @param file what problems name as their place
     * @throws InvalidConfiguration with every problem, if there is one
     */
    public static List<DeclaredPolicy> parse(String file, String content) {
        // no variables: the same file must mean the same policy everywhere
        List<SourceDocument> documents = SourceParser.parse(file, content, null);
        if (documents.isEmpty()) {
            throw new InvalidConfiguration(List.of(new Complaint(file, 0, new Problem("", "has no policy"))));
        }
        List<DeclaredPolicy> policies = new ArrayList<>();
        List<Complaint> complaints = new ArrayList<>();
        Set<String> applications = new HashSet<>();
        for (SourceDocument document : documents) {
            PolicyReading reading = PolicyReader.read(document.tree());
            List<Problem> found = new ArrayList<>(reading.problems());
            Policy policy = reading.policy().orElse(null);
            if (policy != null && document.tree() instanceof Map<?, ?> tree) {
                policies.add(new DeclaredPolicy(policy, tree));
                if (!applications.add(policy.application())) {
                    found.add(new Problem("application", "an earlier document of this file has the same"));
                }
            }
            complaints.addAll(document.complaints(found));
        }
        if (!complaints.isEmpty()) {
            throw new InvalidConfiguration(complaints);
        }
        return policies;
    }
}
