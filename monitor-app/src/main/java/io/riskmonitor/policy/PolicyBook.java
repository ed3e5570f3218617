package io.riskmonitor.policy;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The policy of every application.
 *
 * <p>An application without one has the policy of {@link #EVERY_APPLICATION}: what its owner declared under that name,
 * else the built-in default.
 *
 * <p>Thread-safe: readers see the whole of a declaration or nothing of it.
 */
public final class PolicyBook {

    /** Application of the policy that holds where an application has none of its own. */
    public static final String EVERY_APPLICATION = "*";

    private final Policy builtIn;
    private volatile Map<String, Policy> declared = Map.of();

    public PolicyBook(Policy builtIn) {
        this.builtIn = builtIn;
    }

    /** The policy that holds for this application, under the application's own name. */
    public Policy policyOf(String application) {
        Map<String, Policy> now = declared;
        Policy own = now.get(application);
        return own != null ? own : now.getOrDefault(EVERY_APPLICATION, builtIn).withApplication(application);
    }

    /** What owners declared, by application in alphabetical order; a copy that does not change. */
    public Map<String, Policy> declared() {
        return declared;
    }

    /** Takes the place of what was declared for the same application. */
    public synchronized void declare(Policy policy) {
        Map<String, Policy> next = new TreeMap<>(declared);
        next.put(policy.application(), policy);
        declared = Collections.unmodifiableMap(next);
    }

    /** From now on the application has no policy of its own. */
    public synchronized void withdraw(String application) {
        Map<String, Policy> next = new TreeMap<>(declared);
        next.remove(application);
        declared = Collections.unmodifiableMap(next);
    }
}
