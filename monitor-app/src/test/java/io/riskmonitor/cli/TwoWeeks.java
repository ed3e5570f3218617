package io.riskmonitor.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Made-up traffic of {@code billing-assistant} in JSON lines, in the order of time: the weeks 2026-W17 and 2026-W18 and a few
 * hours of the next. In the second week every fifth German conversation
 * goes wrong. The same arguments give the
 * same events.
 */
final class TwoWeeks {

    static final String POLICY = """
            application: billing-assistant
            owner: {team: support-ai}
            segments: {dimensions: [locale]}
            rules:
              - {id: hallucination-ceiling, kind: failure-rate, category: HALLUCINATION, evaluator: judge-a, ceiling: 0.08, severity: HIGH}
              - {id: hallucination-parity, kind: disparity, category: HALLUCINATION, dimension: locale, severity: MEDIUM}
            """;

    static final Instant MONDAY = Instant.parse("2026-04-20T00:00:00Z");
    static final Instant END = MONDAY.plus(Duration.ofDays(14)).plus(Duration.ofHours(3));

    private static final Instant SECOND = MONDAY.plus(Duration.ofDays(7));
    private static final Duration STEP = Duration.ofMinutes(15);

    private record Line(Instant at, String json) {}

    private TwoWeeks() {}

    /** Those in a stretch of time. */
    static List<String> between(Instant from, Instant to) {
        List<Line> lines = new ArrayList<>();
        int n = 0;
        for (Instant at = MONDAY; at.isBefore(END); at = at.plus(STEP)) {
            boolean german = n / 2 % 3 == 0;
            boolean bad = german && !at.isBefore(SECOND);
            boolean failed = n % 23 == 7 || bad && n / 6 % 5 == 0;
            lines.add(new Line(at, interaction(n, at, german ? "de" : "en", failed)));
            if (n % 5 == 0) {
                Instant reviewed = at.plusSeconds(600);
                boolean otherwise = n % 65 == 0;
                lines.add(new Line(
                        reviewed, verdict(n, reviewed, "HALLUCINATION", "desk", "HUMAN", failed != otherwise)));
            }
            if (n % 48 == 0) {
                Instant graded = at.plusSeconds(1);
                lines.add(new Line(graded, verdict(n, graded, "GOLD_MISMATCH", "gold", "GOLD", n % 240 == 0)));
            }
            n++;
        }
        return lines.stream()
                .filter(line -> !line.at().isBefore(from) && line.at().isBefore(to))
                .sorted(Comparator.comparing(Line::at))
                .map(Line::json)
                .toList();
    }

    /** All of them. */
    static List<String> lines() {
        return between(Instant.MIN, Instant.MAX);
    }

    private static String interaction(int n, Instant at, String locale, boolean failed) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"interaction\",\"interactionId\":\"i-%d\",\"conversationId\":\"c-%d\",\"occurredAt\":\"%s\","
                        + "\"application\":\"billing-assistant\",\"release\":{\"model\":\"m-1\"},"
                        + "\"segments\":{\"locale\":\"%s\"},\"verdicts\":[{\"category\":\"HALLUCINATION\","
                        + "\"evaluator\":\"judge-a\",\"evaluatorVersion\":\"3\",\"source\":\"JUDGE\",\"outcome\":\"%s\"}]}",
                n,
                n / 2,
                at,
                locale,
                failed ? "FAIL" : "PASS");
    }

    private static String verdict(int n, Instant at, String category, String evaluator, String source, boolean failed) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"verdict\",\"interactionId\":\"i-%d\",\"conversationId\":\"c-%d\",\"judgedAt\":\"%s\","
                        + "\"category\":\"%s\",\"evaluator\":\"%s\",\"source\":\"%s\",\"outcome\":\"%s\"}",
                n,
                n / 2,
                at,
                category,
                evaluator,
                source,
                failed ? "FAIL" : "PASS");
    }
}
