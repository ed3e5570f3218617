package io.riskmonitor.policy;

import java.util.List;

/** What came of reading a policy: the policy, or everything that is wrong with it. */
public sealed interface PolicyReading {

    record Valid(Policy policy) implements PolicyReading {}

    /** @param problems all of them, at least one */
    record Invalid(List<Problem> problems) implements PolicyReading {}
}
