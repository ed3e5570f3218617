package io.riskmonitor.config;

import io.riskmonitor.policy.Policy;
import java.util.Map;

/**
 * A policy as it stands in a file.
 *
 * @param tree what was written, as plain maps, lists and scalars: what is published
 */
public record DeclaredPolicy(Policy policy, Map<?, ?> tree) {}
