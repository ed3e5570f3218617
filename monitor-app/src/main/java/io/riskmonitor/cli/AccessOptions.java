package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.riskmonitor.cli.AccessPlan.Right;
import io.riskmonitor.cli.AccessPlan.Role;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which access lists are printed, and how. */
final class AccessOptions {

    @Option(
            names = "--acls",
            required = true,
            description = "Print what the brokers have to allow whom, as commands to run; READ and WRITE include"
                    + " DESCRIBE.")
    private boolean acls;

    @Option(
            names = "--principal",
            paramLabel = "ROLE=PRINCIPAL",
            description = "As whom a role logs in, for instance monitor=User:risk-monitor; repeatable. Roles:"
                    + " ${COMPLETION-CANDIDATES}. Only those named are printed; default: all, as User:risk-ROLE.")
    private @Nullable Map<Role, String> principals;

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            description = "application.id of the settings, if it is there; default: the prefix and risk-monitor.")
    private @Nullable String applicationId;

    @Option(names = "--json", description = "As JSON lines, one for each entry of the list.")
    private boolean json;

    void print(ClusterOptions options, PrintWriter out) {
        String application = applicationId == null ? options.topics().applicationId() : applicationId;
        Map<Role, String> printed = principals == null ? everybody() : principals;
        AccessPlan plan = new AccessPlan(options.topics(), application);
        Map<Role, List<Right>> rights = plan.rights().stream().collect(Collectors.groupingBy(Right::role));
        printed.keySet().stream().sorted().forEach(role -> {
            if (!json) {
                out.println("# " + role + ": " + role.who());
            }
            String principal = printed.getOrDefault(role, role.principal());
            for (Right right : rights.getOrDefault(role, List.of())) {
                if (json) {
                    right.bindings(principal).forEach(binding -> out.println(json(role, binding)));
                } else {
                    out.println(line(right, principal, options));
                }
            }
        });
    }

    private static Map<Role, String> everybody() {
        Map<Role, String> everybody = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            everybody.put(role, role.principal());
        }
        return everybody;
    }

    /** What Kafka's own tool takes. */
    private static String line(Right right, String principal, ClusterOptions options) {
        String operations = right.operations().stream()
                .map(operation -> " --operation " + SecurityUtils.operationName(operation))
                .collect(Collectors.joining());
        return "kafka-acls.sh --bootstrap-server " + options.bootstrap()
                + (options.propertiesFile() == null ? "" : " --command-config " + quoted(options.propertiesFile()))
                + " --add --allow-principal " + quoted(principal) + operations
                + switch (right.resource().resourceType()) {
                    case TOPIC -> " --topic ";
                    case GROUP -> " --group ";
                    case TRANSACTIONAL_ID -> " --transactional-id ";
                    default -> throw new IllegalStateException("no option for " + right.resource());
                }
                + right.resource().name()
                + (right.resource().patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }

    private static String quoted(Object text) {
        String plain = text.toString();
        return plain.matches("[A-Za-z0-9._:/@-]+") ? plain : "'" + plain.replace("'", "'\\''") + "'";
    }

    private static String json(Role role, AclBinding binding) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", role.toString())
                .put("principal", binding.entry().principal())
                .put("resourceType", binding.pattern().resourceType().name())
                .put("name", binding.pattern().name())
                .put("patternType", binding.pattern().patternType().name())
                .put("operation", binding.entry().operation().name())
                .toString();
    }
}
