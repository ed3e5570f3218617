package io.riskmonitor.bench;

import io.riskmonitor.config.Topics;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a contender has to run through.
 *
 * @param brokerPid process of the broker, whose CPU time is measured along
 * @param name of this pass; no other has it, so that everybody starts at the first event
 * @param state an empty directory
 */
record Course(
        String bootstrap, String registry, long brokerPid, Workload workload, Topics topics, String name, Path state) {

    /** Topics of the measured events. */
    static final Topics MEASURED = Topics.DEFAULT;

    /** Topics of the events that are for warming up. */
    static final Topics WARM_UP = new Topics("warm-up.");

    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", bootstrap);
    }

    Map<String, String> schemaRegistry() {
        return Map.of("schema.registry.url", registry);
    }
}
