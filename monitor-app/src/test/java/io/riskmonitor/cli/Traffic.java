package io.riskmonitor.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Made-up traffic in JSON lines, in the order of time: twenty interactions a second, three to a conversation, every seventh
 * reviewed by a person three seconds later. The same arguments give the same events.
 */
final class Traffic {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final int PER_SECOND = 20;
    private static final Duration REVIEW_AFTER = Duration.ofMillis(3_010);

    private record Line(Instant at, String json) {}

    private Traffic() {}

    /** One failure in fifty; then, from {@code incident} seconds to {@code recovery}, one in two. */
    static List<String> seconds(int from, int to, int incident, int recovery) {
        List<Line> lines = new ArrayList<>();
        for (int n = 0; n < to * PER_SECOND; n++) {
            boolean bad = n >= incident * PER_SECOND && n < recovery * PER_SECOND;
            String outcome = n % (bad ? 2 : 50) == 0 ? "FAIL" : "PASS";
            Instant at = START.plusMillis(n * 1_000L / PER_SECOND);
            lines.add(new Line(at, interaction(n, at, outcome)));
            if (n % 7 == 0) {
                Instant reviewed = at.plus(REVIEW_AFTER);
                lines.add(new Line(reviewed, review(n, reviewed, outcome)));
            }
        }
        return lines.stream()
                .filter(line -> !line.at().isBefore(START.plusSeconds(from)))
                .filter(line -> line.at().isBefore(START.plusSeconds(to)))
                .sorted(Comparator.comparing(Line::at))
                .map(Line::json)
                .toList();
    }

    private static String conversation(int n) {
        return n % 4 == 3 ? "" : "\"conversationId\":\"c-" + n / 3 + "\",";
    }

    private static String interaction(int n, Instant at, String outcome) {
        String locale = n / 3 % 3 == 0 ? "de" : "en";
        return String.format(
                Locale.ROOT,
                "{\"type\":\"interaction\",\"interactionId\":\"i-%d\",\"occurredAt\":\"%s\",%s\"application\":\"shop\","
                        + "\"segments\":{\"locale\":\"%s\"},\"verdicts\":[{\"category\":\"HALLUCINATION\","
                        + "\"evaluator\":\"judge-a\",\"source\":\"JUDGE\",\"outcome\":\"%s\"}]}",
                n,
                at,
                conversation(n),
                locale,
                outcome);
    }

    private static String review(int n, Instant at, String outcome) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"verdict\",\"interactionId\":\"i-%d\",%s\"judgedAt\":\"%s\",\"category\":\"HALLUCINATION\","
                        + "\"evaluator\":\"desk\",\"source\":\"HUMAN\",\"outcome\":\"%s\"}",
                n,
                conversation(n),
                at,
                outcome);
    }
}
