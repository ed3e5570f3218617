package io.riskmonitor.wire;

import io.riskmonitor.digest.AlertReview;
import io.riskmonitor.digest.Digest;
import io.riskmonitor.digest.FailurePattern;
import io.riskmonitor.digest.JudgeHealth;
import io.riskmonitor.digest.Rate;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.schema.GoldResult;
import io.riskmonitor.schema.JudgeAgreement;
import io.riskmonitor.schema.Source;
import io.riskmonitor.schema.WaitingAlert;
import io.riskmonitor.schema.WeekRate;
import io.riskmonitor.stats.CohenKappa;
import io.riskmonitor.stats.NewcombeInterval;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The review of a week as the Avro record of the contract. */
final class PublishedDigest {

    private static final double MILLIS_PER_SECOND = 1_000;

    private PublishedDigest() {}

    static io.riskmonitor.schema.Digest of(Digest digest) {
        return io.riskmonitor.schema.Digest.newBuilder()
                .setApplication(digest.application())
                .setWeek(digest.week().toString())
                .setStart(digest.week().start())
                .setEnd(digest.week().end())
                .setPolicyVersion(digest.policyVersion())
                .setInteractions(digest.interactions())
                .setInteractionsBefore(digest.interactionsBefore())
                .setPatterns(digest.patterns().worst().stream()
                        .map(PublishedDigest::pattern)
                        .toList())
                .setPatternsSeen(digest.patterns().seen())
                .setPatternsTested(digest.patterns().tested())
                .setDiscoveries(digest.patterns().discoveries())
                .setVerdictsLeftOut(digest.verdictsLeftOut())
                .setLateInteractions(digest.lateInteractions())
                .setLateVerdicts(digest.lateVerdicts())
                .setAlerts(alerts(digest.alerts()))
                .setJudges(digest.judges().stream().map(PublishedDigest::judge).toList())
                .setGold(digest.gold().stream()
                        .map(gold -> new GoldResult(
                                category(gold.series().category()),
                                gold.series().evaluator(),
                                rate(gold.now()),
                                rate(gold.before())))
                        .toList())
                .build();
    }

    private static io.riskmonitor.schema.FailurePattern pattern(FailurePattern pattern) {
        @Nullable NewcombeInterval change = pattern.change().orElse(null);
        boolean all = pattern.group().isAll();
        return io.riskmonitor.schema.FailurePattern.newBuilder()
                .setCategory(category(pattern.series().category()))
                .setEvaluator(pattern.series().evaluator())
                .setDimension(all ? null : pattern.group().dimension())
                .setGroup(all ? null : pattern.group().name())
                .setRelease(pattern.release())
                .setNow(rate(pattern.now()))
                .setBefore(rate(pattern.before()))
                .setDifference(change == null ? null : change.difference())
                .setDifferenceLower(change == null ? null : change.lower())
                .setDifferenceUpper(change == null ? null : change.upper())
                .setExcessLoss(pattern.excessLoss())
                .setLogE(pattern.logE())
                .setDiscovery(pattern.discovery())
                .setOtherVersions(pattern.otherVersions())
                .setExemplars(pattern.exemplars())
                .build();
    }

    private static WeekRate rate(Rate rate) {
        @Nullable WilsonInterval interval = rate.interval();
        return WeekRate.newBuilder()
                .setN(rate.trials())
                .setFailures(rate.failures())
                .setRate(rate.rate())
                .setLower(interval == null ? null : interval.lower())
                .setUpper(interval == null ? null : interval.upper())
                .setFirstN(rate.firstTrials())
                .setFirstFailures(rate.firstFailures())
                .build();
    }

    private static io.riskmonitor.schema.AlertReview alerts(AlertReview alerts) {
        return io.riskmonitor.schema.AlertReview.newBuilder()
                .setFired(alerts.fired())
                .setResolved(alerts.resolved())
                .setClosed(alerts.closed())
                .setAcknowledged(alerts.acknowledged())
                .setUnanswered(alerts.unanswered())
                .setOpen(alerts.open())
                .setMedianSecondsToAcknowledge(seconds(alerts.medianUntilAcknowledged()))
                .setLongestSecondsToAcknowledge(seconds(alerts.longestUntilAcknowledged()))
                .setWaiting(alerts.waiting().stream()
                        .map(alert -> new WaitingAlert(alert.alertId(), alert.firedAt(), alert.summary()))
                        .toList())
                .setFiringsLeftOut(alerts.firingsLeftOut())
                .build();
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / MILLIS_PER_SECOND;
    }

    private static io.riskmonitor.schema.JudgeHealth judge(JudgeHealth judge) {
        return io.riskmonitor.schema.JudgeHealth.newBuilder()
                .setCategory(category(judge.series().category()))
                .setEvaluator(judge.series().evaluator())
                .setJudged(judge.judged())
                .setUnsure(judge.unsure())
                .setCoverage(judge.coverage())
                .setVersions(List.copyOf(judge.versions()))
                .setVersionsBefore(List.copyOf(judge.versionsBefore()))
                .setAgreements(judge.agreements().stream()
                        .map(PublishedDigest::agreement)
                        .toList())
                .build();
    }

    private static JudgeAgreement agreement(JudgeHealth.Agreement agreement) {
        @Nullable CohenKappa kappa = agreement.kappa().orElse(null);
        return JudgeAgreement.newBuilder()
                .setReference(Source.valueOf(agreement.reference().name()))
                .setBothFail(agreement.pairs().bothFail())
                .setOnlyEvaluator(agreement.pairs().onlyEvaluator())
                .setOnlyReference(agreement.pairs().onlyReference())
                .setBothPass(agreement.pairs().bothPass())
                .setKappa(kappa == null ? null : kappa.kappa())
                .setLower(kappa == null ? null : kappa.lower())
                .setUpper(kappa == null ? null : kappa.upper())
                .build();
    }

    private static io.riskmonitor.schema.RiskCategory category(RiskCategory category) {
        return io.riskmonitor.schema.RiskCategory.valueOf(category.name());
    }
}
