package io.riskmonitor.config;

/**
 * Names of the topics.
 *
 * @param prefix before every name, for instance {@code prod.}; empty for none
 */
public record Topics(String prefix) {

    /** The names as the contract has them. */
    public static final Topics DEFAULT = new Topics("");

    public String interactions() {
        return prefix + "llm.interactions";
    }

    public String verdicts() {
        return prefix + "llm.verdicts";
    }

    /** What owners declare. */
    public String policies() {
        return prefix + "risk.policies";
    }

    /** Those of {@link #policies} that were found valid: what every instance reads. */
    public String acceptedPolicies() {
        return prefix + "risk.policies.accepted";
    }

    public String commands() {
        return prefix + "risk.commands";
    }

    public String findings() {
        return prefix + "risk.findings";
    }

    /** One record per transition of an alert. */
    public String alerts() {
        return prefix + "risk.alerts";
    }

    /** The alerts that are not over, compacted. */
    public String currentAlerts() {
        return prefix + "risk.alerts.current";
    }

    public String escalations() {
        return prefix + "risk.escalations";
    }

    /** Failures that nobody has confirmed, for people to decide: one record per change. */
    public String reviews() {
        return prefix + "risk.reviews";
    }

    public String digests() {
        return prefix + "risk.digests";
    }

    /** Interactions that people should look at. */
    public String flagged() {
        return prefix + "risk.flagged";
    }

    /** Questions whose answers are known. */
    public String gold() {
        return prefix + "risk.gold";
    }

    /** Those of {@link #gold} that were found valid: what every instance reads. */
    public String acceptedGold() {
        return prefix + "risk.gold.accepted";
    }

    public String refusals() {
        return prefix + "risk.refusals";
    }

    /** What the consumer group, the transactions and the internal topics are named after, unless the settings say otherwise. */
    public String applicationId() {
        return prefix + "risk-monitor";
    }
}
