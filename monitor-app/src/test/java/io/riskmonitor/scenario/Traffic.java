package io.riskmonitor.scenario;

import io.riskmonitor.schema.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Made-up traffic of {@code billing}, in the order of time: five interactions a second, judged by judge-a. */
public final class Traffic {

    private static final Duration STEP = Duration.ofMillis(200);

    private final Random random;
    private final List<Event> events = new ArrayList<>();
    private Instant now = Event.NOON;

    private Traffic(long seed) {
        random = new Random(seed);
    }

    public static Traffic of(long seed) {
        return new Traffic(seed);
    }

    /** Half a minute as usual, half a minute that is bad, and two and a half minutes without a failure. */
    public static List<Event> withIncident(long seed) {
        return of(seed).lasting(Duration.ofSeconds(30), 0.02)
                .lasting(Duration.ofSeconds(30), 0.5)
                .lasting(Duration.ofSeconds(150), 0)
                .events();
    }

    /** Every locale fails at the same rate. */
    public Traffic lasting(Duration length, double failureRate) {
        return lasting(length, failureRate, failureRate);
    }

    /** One interaction in three is German. A third of the verdicts comes a second after its interaction. */
    public Traffic lasting(Duration length, double germanRate, double frenchRate) {
        for (Instant end = now.plus(length); now.isBefore(end); now = now.plus(STEP)) {
            boolean german = random.nextInt(3) == 0;
            boolean failed = random.nextDouble() < (german ? germanRate : frenchRate);
            Outcome outcome = failed ? Outcome.FAIL : Outcome.PASS;
            String id = "i-" + events.size();
            SentInteraction interaction = Event.interaction(id).at(now).locale(german ? "de" : "fr");
            events.add(interaction);
            if (random.nextInt(3) == 0) {
                events.add(Event.verdict(id).at(now.plusSeconds(1)).by("judge-a", outcome));
            } else {
                interaction.judged("judge-a", outcome);
            }
        }
        return this;
    }

    public List<Event> events() {
        return events.stream().sorted(Comparator.comparing(Event::time)).toList();
    }

    /** The same events, none of them later than {@code bound} after one that happened after it. */
    public static List<Event> outOfOrder(List<Event> events, Duration bound, long seed) {
        Random random = new Random(seed);
        Map<Event, Long> arrivals = new HashMap<>();
        events.forEach(
                event -> arrivals.put(event, event.time().toEpochMilli() + random.nextInt((int) bound.toMillis())));
        return events.stream().sorted(Comparator.comparing(arrivals::get)).toList();
    }

    /** Every event one to three times, the repeats some events later. */
    public static List<Event> repeated(List<Event> events, long seed) {
        Random random = new Random(seed);
        List<Event> repeated = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            repeated.add(events.get(i));
            for (int copies = random.nextInt(3); copies > 0; copies--) {
                repeated.add(events.get(Math.max(0, i - random.nextInt(20))));
            }
        }
        return repeated;
    }
}
