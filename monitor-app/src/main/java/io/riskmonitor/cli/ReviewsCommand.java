package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.wire.Published;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reading and deciding reviews from a terminal. */
@Command(
        name = "reviews",
        description = "Reads reviews of failures that nobody has confirmed, and decides them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ReviewsCommand {

    @Spec
    private CommandSpec command;

    @Command(
            description = {
                "Lists the reviews that are open, those to be decided first at the top.",
                "reviews close closes one as a whole, by its id."
            },
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ClusterOptions options,
            @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
                    String registry,
            @Option(names = "--application", paramLabel = "NAME", description = "Only those of one application.")
                    @Nullable
                    String application,
            @Option(names = "--json", description = "As JSON lines.") boolean json) {
        options.connect().close();
        PrintWriter out = command.commandLine().getOut();
        open(options, registry)
                .filter(review -> application == null
                        || application.equals(review.path("application").asText()))
                .sorted(Comparator.comparing(review -> review.path("decideBy").asText()))
                .forEach(review -> out.println(json ? review : text(review)));
        return ExitCode.OK;
    }

    /** What is right of the two must be said. */
    private static final class Ruling {
        @Option(names = "--confirm", description = "They did fail.")
        private boolean confirm;

        @Option(names = "--reject", description = "They did not.")
        private boolean reject;
    }

    @Command(
            description = {
                "Says of interactions whether they did fail.",
                "The decision comes back as the verdict of a person, in every category in which somebody else said FAIL."
            },
            mixinStandardHelpOptions = true)
    int decide(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @ArgGroup(multiplicity = "1") Ruling ruling,
            @Option(names = "--application", required = true, paramLabel = "NAME", description = "Whose interactions.")
                    String application,
            @Option(
                            names = "--verdict",
                            paramLabel = "VERDICT-ID",
                            description =
                                    "Only about this verdict: the id that its publisher gave it, else evaluator and"
                                            + " category, for instance judge-a/DATA_LEAKAGE.")
                    @Nullable
                    String verdictId,
            @Parameters(arity = "1..*", paramLabel = "INTERACTION-ID", description = "As reviews list names them.")
                    List<String> interactionIds) {
        for (String id : interactionIds) {
            if (id.isBlank() || !id.equals(id.strip())) {
                throw Failure.wrongInput(
                        "'" + id + "' is no id of an interaction: it is empty or has white space around it");
            }
        }
        options.connect().close();
        answer.send(
                interactionIds.stream()
                        .map(id -> new ReviewDecision(application, answer.now(), id, verdictId, ruling.confirm))
                        .map(Published::command)
                        .toList(),
                options);
        interactionIds.forEach(id -> command.commandLine()
                .getOut()
                .printf("sent %s of %s%n", ruling.confirm ? "confirmation" : "rejection", id));
        return ExitCode.OK;
    }

    @Command(
            description = {
                "Closes reviews as a whole.",
                "What is found later in the hour of one still counts, but does not open it again."
            },
            mixinStandardHelpOptions = true)
    int close(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Parameters(arity = "1..*", paramLabel = "REVIEW-ID", description = "Reviews that are open.")
                    List<String> reviewIds) {
        options.connect().close();
        Map<String, String> applications = new HashMap<>();
        open(options, answer.registry())
                .forEach(review -> applications.put(
                        review.path("reviewId").asText(),
                        review.path("application").asText()));
        List<AlertCommand> commands = new ArrayList<>();
        for (String id : reviewIds) {
            String application = applications.get(id);
            if (application == null) {
                throw Failure.wrongInput("no open review has the id " + id + "; reviews list shows them");
            }
            commands.add(new AlertCommand(application, AlertCommand.Kind.CLOSE, answer.now(), id, Map.of(), null));
        }
        answer.send(commands.stream().map(Published::command).toList(), options);
        reviewIds.forEach(id -> command.commandLine().getOut().printf("sent CLOSE of %s%n", id));
        return ExitCode.OK;
    }

    private static Stream<ObjectNode> open(ClusterOptions options, String registry) {
        Map<String, ObjectNode> last = new LinkedHashMap<>();
        try (AlertLog log = new AlertLog(
                        options.topics().reviews(), options.clientSettings(), options.registrySettings(registry))
                .fromBeginning()) {
            for (AlertLog.Entry entry : log.pollToEnd()) {
                if (entry.alert() != null) {
                    last.put(entry.key(), entry.alert());
                }
            }
        }
        return last.values().stream()
                .filter(review -> review.path("state").asText().equals("OPEN"));
    }

    private static String text(JsonNode review) {
        String group = review.path("group").asText("");
        StringBuilder text = new StringBuilder(String.format(
                "%s %s of %s%s from %s: %d to decide by %s, %d confirmed, %d rejected",
                review.path("reviewId").asText(),
                review.path("category").asText(),
                review.path("application").asText(),
                group.isEmpty() ? "" : ", " + review.path("dimension").asText() + " " + group + ",",
                review.path("from").asText(),
                review.path("unconfirmed").asLong(),
                review.path("decideBy").asText(),
                review.path("confirmed").asLong(),
                review.path("rejected").asLong()));
        for (JsonNode item : review.path("items")) {
            if (!item.hasNonNull("decision")) {
                text.append(String.format(
                        "%n  %s %s by %s %s",
                        item.path("judgedAt").asText(),
                        item.path("interactionId").asText(),
                        item.path("evaluator").asText(),
                        item.path("reference").asText("")));
            }
        }
        return text.toString();
    }
}
