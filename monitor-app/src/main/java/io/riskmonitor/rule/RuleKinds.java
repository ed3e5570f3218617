package io.riskmonitor.rule;

import java.util.List;
import java.util.Optional;

/** The kinds of rules there are. A new one is added here, in {@code docs/statistics.md} and {@code docs/frameworks.md}. */
public final class RuleKinds {

    public static final List<RuleKind> ALL = List.of(
            FailureRateRule.KIND,
            BurnRateRule.KIND,
            LossRule.KIND,
            DisparityRule.KIND,
            ReleaseRule.KIND,
            SilenceRule.KIND,
            AgreementRule.KIND,
            DriftRule.KIND,
            CriticalRule.KIND);

    private RuleKinds() {}

    public static Optional<RuleKind> named(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }
}
