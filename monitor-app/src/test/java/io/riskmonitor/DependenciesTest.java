package io.riskmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The program consists of the artifacts that somebody has looked at, in these versions. A change of the build that brings
 * another one, by whatever way, is seen here; {@code docs/security.md} says what to do then.
 */
class DependenciesTest {

    private static final Path ALLOWED = Path.of("src", "test", "resources", "runtime-artifacts.txt");

    /** Written by Maven before the tests. */
    private static final Path FOUND = Path.of("target", "runtime-artifacts.txt");

    /** group:artifact:type[:classifier]:version:scope */
    private static final Pattern ARTIFACT = Pattern.compile(
            "^ +([\\w.-]+:[\\w.-]+):jar(:[\\w.-]+)??:([\\w.-]+):(?:compile|runtime)", Pattern.MULTILINE);

    @Test
    void everyArtifactOfTheProgramIsOnTheList() throws IOException {
        List<String> found = ARTIFACT.matcher(Files.readString(FOUND))
                .results()
                .map(DependenciesTest::line)
                .filter(line -> !line.startsWith("io.riskmonitor:"))
                .sorted()
                .toList();

        assertThat(found).hasSizeGreaterThan(50).isEqualTo(Files.readAllLines(ALLOWED));
    }

    private static String line(MatchResult artifact) {
        String classifier = artifact.group(2) == null ? "" : artifact.group(2);
        return artifact.group(1) + classifier + ":" + artifact.group(3);
    }
}
