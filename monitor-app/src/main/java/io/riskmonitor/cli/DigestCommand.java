package io.riskmonitor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.riskmonitor.digest.Week;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The review of a week, for people. */
@Command(
        name = "digest",
        description = "Prints the review of a week of an application as Markdown.",
        mixinStandardHelpOptions = true,
        modelTransformer = DigestCommand.OrFromFile.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  risk-monitor digest --bootstrap localhost:9092 --registry http://localhost:8081 \\",
            "      --application billing-assistant --week 2026-W18",
            "  risk-monitor backtest --policies p.yaml --events may.jsonl --digests digests.jsonl",
            "  risk-monitor digest --from digests.jsonl --application billing-assistant"
        })
final class DigestCommand implements Callable<Integer> {

    private static final String BOOTSTRAP = "--bootstrap";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec command;

    @Mixin
    private ClusterOptions options;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry.")
    private @Nullable String registry;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "What backtest --digests has written, instead of a cluster.")
    private @Nullable Path from;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Whose.")
    private String application;

    @Option(
            names = "--week",
            paramLabel = "WEEK",
            description = "ISO 8601 week, for instance 2026-W18; default: the last one that was reviewed.")
    private @Nullable String week;

    @Option(names = "--json", description = "The record as JSON.")
    private boolean json;

    /** Whoever reads a file needs no cluster. */
    static final class OrFromFile implements IModelTransformer {

        @Override
        public CommandSpec transform(CommandSpec spec) {
            OptionSpec bootstrap = Objects.requireNonNull(spec.findOption(BOOTSTRAP));
            spec.remove(bootstrap);
            return spec.addOption(OptionSpec.builder(bootstrap).required(false).build());
        }
    }

    @Override
    public Integer call() {
        @Nullable Week wanted = week == null ? null : week(week);
        List<JsonNode> digests = (from == null ? published() : read(from))
                .stream()
                        .filter(digest ->
                                application.equals(digest.path("application").asText()))
                        .sorted(Comparator.comparing(
                                digest -> digest.path("week").asText()))
                        .toList();
        JsonNode digest = digests.stream()
                .filter(each -> wanted == null
                        || wanted.toString().equals(each.path("week").asText()))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> none(wanted, digests));
        command.commandLine().getOut().println(json ? digest.toPrettyString() : DigestText.of(digest));
        return ExitCode.OK;
    }

    private static Week week(String text) {
        try {
            return Week.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongInput("--week: " + e.getMessage());
        }
    }

    private RuntimeException none(@Nullable Week wanted, List<JsonNode> digests) {
        String of = wanted == null ? "" : " of " + wanted;
        String others = digests.stream()
                .map(digest -> digest.path("week").asText())
                .distinct()
                .collect(Collectors.joining(", "));
        return Failure.wrongInput("there is no digest" + of + " for " + application
                + (others.isEmpty()
                        ? "; a week is reviewed when events of the next one have come, 'topics describe' shows where"
                        : "; there are those of " + others));
    }

    private List<JsonNode> published() {
        if (options.bootstrap() == null || registry == null) {
            throw new ParameterException(
                    command.commandLine(), "Missing: --bootstrap=HOST:PORT and --registry=URL, or --from=FILE");
        }
        options.connect().close();
        try (AlertLog log = new AlertLog(
                        options.topics().digests(), options.clientSettings(), options.registrySettings(registry))
                .fromBeginning()) {
            List<JsonNode> digests = new ArrayList<>();
            for (AlertLog.Entry entry : log.pollToEnd()) {
                if (entry.alert() != null) {
                    digests.add(entry.alert());
                }
            }
            return digests;
        }
    }

    private static List<JsonNode> read(Path file) {
        try {
            List<JsonNode> digests = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    JsonNode digest = JSON.readTree(line);
                    if (!digest.hasNonNull("week")) {
                        throw Failure.wrongInput(file + ":" + (digests.size() + 1)
                                + ": is no digest; backtest --digests writes such a file");
                    }
                    digests.add(digest);
                }
            }
            return digests;
        } catch (JsonProcessingException e) {
            throw Failure.wrongInput(file + " is not what backtest --digests writes: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Failure.wrongInput("cannot read " + file + ": " + Failure.reason(e));
        }
    }
}
