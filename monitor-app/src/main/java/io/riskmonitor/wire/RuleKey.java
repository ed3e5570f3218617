package io.riskmonitor.wire;

import io.riskmonitor.segment.Scope;

/** Names what one rule of one application remembers of one scope. */
public record RuleKey(String application, String rule, Scope scope) {}
