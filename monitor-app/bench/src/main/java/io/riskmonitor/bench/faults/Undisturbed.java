package io.riskmonitor.bench.faults;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Backtest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is right: the stream in a backtest, to which nothing happens. */
final class Undisturbed {

    private Undisturbed() {}

    /** Everything that a backtest publishes. */
    static List<Fact> facts(MonitorConfig config, List<DeclaredPolicy> policies, List<Recorded> stream) {
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), InstantSource.system());
        PolicyBook book = new PolicyBook(PolicyFiles.builtIn());
        List<Fact> facts = new ArrayList<>();
        try (Backtest backtest = new Backtest(config, policies, book, metrics, Instant.now())) {
            for (Recorded record : stream) {
                backtest.send(record.isInteraction(), key(record), value(backtest, config, record));
            }
            backtest.finish();
            backtest.alerts().forEach(alert -> facts.add(Fact.alert(alert)));
            backtest.escalations().forEach(escalation -> facts.add(Fact.escalation(escalation)));
            backtest.digests().forEach(digest -> facts.add(Fact.digest(digest)));
            backtest.findings().stream()
                    .filter(RecordedStream::isSurelyFound)
                    .forEach(finding -> facts.add(Fact.finding(finding)));
            backtest.refusals()
                    .forEach(refused -> facts.add(
                            Fact.refusal(config.topics().prefix(), refused.key(), refused.value(), refused.headers())));
        }
        return facts;
    }

    private static byte @Nullable [] key(Recorded record) {
        return record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] value(Backtest backtest, MonitorConfig config, Recorded record) {
        if (record.value() == null) {
            return String.valueOf(record.bytes()).getBytes(StandardCharsets.UTF_8);
        }
        String topic = record.isInteraction()
                ? config.topics().interactions()
                : config.topics().verdicts();
        return backtest.encode(topic, record.value());
    }
}
