package io.riskmonitor.policy;

import io.riskmonitor.document.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What came of reading a policy: the policy, or everything that is wrong with it.
 *
 * @param problems at least one where there is no policy, else none
 */
public record PolicyReading(Optional<Policy> policy, List<Problem> problems) {}
