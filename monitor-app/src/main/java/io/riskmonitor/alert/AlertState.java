package io.riskmonitor.alert;

import io.riskmonitor.rule.RuleOutcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one alert stands. States are values; {@link #on} and {@link #elapsed} are the only ways from one to the next, but
 * for {@link Alerts#end}, which makes an alert quiet that is about nothing any more.
 *
 * <pre>
 *   Quiet ──BREACH──▶ Pending ──held──▶ Firing ──CLEAR──▶ Clearing ──held──▶ Quiet
 *     ▲                  │                 ▲                  │
 *     ╰──────CLEAR───────╯                 ╰──────BREACH──────╯
 * </pre>
 *
 * <p>Any of them may be closed by a person: then it is Closed until CLEAR, and Quiet again.
 *
 * <p>{@link RuleOutcome#INCONCLUSIVE} never moves an alert: too little data is not good news. Time is event time, so
 * silence of all traffic never resolves one.
 */
public sealed interface AlertState {

    AlertState QUIET = new Quiet();

    /** After a finding. */
    AlertState on(RuleOutcome outcome, Instant at, HoldPolicy hold);

    /** After time alone has passed: quiet from its deadline on, if it has one. */
    default AlertState elapsed(Instant at, HoldPolicy hold) {
        return deadline(hold).filter(end -> !at.isBefore(end)).isPresent() ? QUIET : this;
    }

    /** When {@link #elapsed} will change the state, if it will. */
    default Optional<Instant> deadline(HoldPolicy hold) {
        return Optional.empty();
    }

    /** What subscribers hear of this state. */
    AlertStatus status();

    /** Id of the parent alert that explains this one, so that nobody is told twice. */
    default @Nullable String explainedBy() {
        return null;
    }

    /** Nothing is wrong. */
    record Quiet() implements AlertState {
        @Override
        public AlertStatus status() {
            return AlertStatus.RESOLVED;
        }

        @Override
        public AlertState on(RuleOutcome outcome, Instant at, HoldPolicy hold) {
            return outcome == RuleOutcome.BREACH ? new Pending(at).elapsed(at, hold) : this;
        }
    }

    /** A breach that has not lasted long enough. */
    record Pending(Instant since) implements AlertState {
        @Override
        public AlertStatus status() {
            return AlertStatus.PENDING;
        }

        @Override
        public AlertState on(RuleOutcome outcome, Instant at, HoldPolicy hold) {
            return switch (outcome) {
                case BREACH -> elapsed(at, hold);
                case CLEAR -> QUIET;
                case INCONCLUSIVE -> this;
            };
        }

        @Override
        public AlertState elapsed(Instant at, HoldPolicy hold) {
            return hold.fires(since, at) ? new Firing(since, null) : this;
        }

        @Override
        public Optional<Instant> deadline(HoldPolicy hold) {
            return Optional.of(since.plus(hold.fireAfter()));
        }
    }

    /**
     * Somebody should know.
     *
     * @param since when the episode began
     * @param explainedBy id of the parent alert that explains this one, so that nobody is told twice
     * @param unexplainedSince when that was over; null where it is not
     */
    record Firing(
            Instant since,
            @Nullable String explainedBy,
            @Nullable Instant unexplainedSince) implements AlertState {

        /** One whose parent, if it has one, is not over. */
        Firing(Instant since, @Nullable String explainedBy) {
            this(since, explainedBy, null);
        }

        @Override
        public AlertStatus status() {
            return explainedBy == null ? AlertStatus.FIRING : AlertStatus.SUPPRESSED;
        }

        @Override
        public AlertState on(RuleOutcome outcome, Instant at, HoldPolicy hold) {
            return outcome == RuleOutcome.CLEAR ? new Clearing(since, at, explainedBy).elapsed(at, hold) : this;
        }

        @Override
        public Optional<Instant> deadline(HoldPolicy hold) {
            return Optional.ofNullable(hold.lasts()).map(since::plus);
        }
    }

    /** Somebody said that it is over. Its rule has not found so yet; until then it is not told again. */
    record Closed(Instant since) implements AlertState {
        @Override
        public AlertStatus status() {
            return AlertStatus.RESOLVED;
        }

        @Override
        public AlertState on(RuleOutcome outcome, Instant at, HoldPolicy hold) {
            return outcome == RuleOutcome.CLEAR ? QUIET : this;
        }

        @Override
        public Optional<Instant> deadline(HoldPolicy hold) {
            return Optional.ofNullable(hold.lasts()).map(since::plus);
        }
    }

    /** It seems to be over, but not for long enough. */
    record Clearing(
            Instant since, Instant clearSince, @Nullable String explainedBy) implements AlertState {
        @Override
        public AlertStatus status() {
            return AlertStatus.CLEARING;
        }

        @Override
        public AlertState on(RuleOutcome outcome, Instant at, HoldPolicy hold) {
            return switch (outcome) {
                case BREACH -> new Firing(since, explainedBy);
                case CLEAR -> elapsed(at, hold);
                case INCONCLUSIVE -> this;
            };
        }

        @Override
        public Optional<Instant> deadline(HoldPolicy hold) {
            return Optional.of(clearSince.plus(hold.resolveAfter()));
        }
    }
}
