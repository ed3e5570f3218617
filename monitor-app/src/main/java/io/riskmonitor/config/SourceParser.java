package io.riskmonitor.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.riskmonitor.config.InvalidConfiguration.Complaint;
import io.riskmonitor.document.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Parses YAML or JSON and remembers the line of everything.
 *
 * <p>Goes token by token, since a mapper would forget the lines and give up at the first mistake. Anchors and aliases are
 * refused: a few of them can stand for gigabytes.
 */
final class SourceParser {

    private static final YAMLFactory YAML = new YAMLFactory();
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEEPEST = 20;

    /** A name, or a file as a whole: what Kafka's own {@code ${provider:path:key}} means is left to Kafka. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)|file:([^:}]+))}");

    /** A secret is a line; what is longer was meant for something else. */
    private static final int LONGEST_SECRET = 64 * 1024;

    /** Numbers whose text is the same after parsing, so that a password of digits stays what it is. */
    private static final Pattern PLAIN_INTEGER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final String file;
    private final JsonParser parser;
    private final @Nullable Function<String, @Nullable String> variables;
    private Map<String, Integer> lines = new HashMap<>();
    private List<Problem> problems = new ArrayList<>();

    private SourceParser(String file, JsonParser parser, @Nullable Function<String, @Nullable String> variables) {
        this.file = file;
        this.parser = parser;
        this.variables = variables;
    }

    /** The text of a file, which must be UTF-8. */
    static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw unreadable(file, "does not exist");
        } catch (CharacterCodingException malformed) {
            throw unreadable(file, "is not UTF-8 text");
        } catch (IOException failure) {
            throw unreadable(file, "cannot be read: " + failure);
        }
    }

    private static InvalidConfiguration unreadable(Path file, String message) {
        return new InvalidConfiguration(List.of(new Complaint(file.toString(), 0, new Problem("", message))));
    }

    /**
     * The documents of a text; those without content are left out.
     *
     * @param file its name; JSON if it ends so, else YAML
     * @param variables value by name of what {@code ${NAME}} stands for; null leaves such text as it is
     * @throws InvalidConfiguration if the text is not YAML or JSON
     */
    static List<SourceDocument> parse(
            String file, String content, @Nullable Function<String, @Nullable String> variables) {
        JsonFactory format = file.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML;
        try (JsonParser parser = format.createParser(content)) {
            return new SourceParser(file, parser, variables).documents();
        } catch (JsonProcessingException malformed) {
            throw new InvalidConfiguration(List.of(syntaxError(file, malformed)));
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text needs no input", impossible);
        }
    }

    private static Complaint syntaxError(String file, JsonProcessingException malformed) {
        int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr();
        String message = malformed.getOriginalMessage().lines().findFirst().orElse("");
        // Jackson tells where the error was noticed, the YAML library what it was
        if (malformed.getCause() instanceof MarkedYAMLException marked
                && marked.getProblem() != null
                && marked.getProblemMark() != null) {
            line = marked.getProblemMark().getLine() + 1;
            message = marked.getProblem();
        }
        return new Complaint(file, Math.max(line, 0), new Problem("", "cannot be parsed: " + message));
    }

    private List<SourceDocument> documents() throws IOException {
        List<SourceDocument> documents = new ArrayList<>();
        while (parser.nextToken() != null) {
            lines = new HashMap<>();
            problems = new ArrayList<>();
            lines.put("", line());
            Object tree = value("", 0);
            if (tree != null || !problems.isEmpty()) {
                documents.add(new SourceDocument(file, tree, lines, List.copyOf(problems)));
            }
        }
        return documents;
    }

    private @Nullable Object value(String path, int depth) throws IOException {
        if (depth > DEEPEST) {
            problem(path, "is nested too deeply");
            parser.skipChildren();
            return null;
        }
        if (parser instanceof YAMLParser yaml && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
            problem(path, "anchors and aliases are not possible; write the value out");
            parser.skipChildren();
            return null;
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> map(path, depth);
            case START_ARRAY -> list(path, depth);
            case VALUE_NULL -> null;
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_STRING -> resolved(path, parser.getText());
            default -> {
                problem(path, "must be text, a number, true or false, a list or a map");
                yield null;
            }
        };
    }

    private Map<String, @Nullable Object> map(String path, int depth) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String place = path.isEmpty() ? key : path + "." + key;
            Integer first = lines.put(place, line());
            if (first != null && map.containsKey(key)) {
                problem(place, "is there twice, first in line " + first);
            }
            parser.nextToken();
            map.put(key, value(place, depth + 1));
        }
        return map;
    }

    private List<@Nullable Object> list(String path, int depth) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String place = path + "[" + list.size() + "]";
            lines.put(place, line());
            list.add(value(place, depth + 1));
        }
        return list;
    }

    private Object resolved(String path, String text) {
        if (variables == null || !text.contains("${")) {
            return text;
        }
        Matcher variable = VARIABLE.matcher(text);
        boolean alone = variable.matches();
        String resolved = variable.reset().replaceAll(match -> Matcher.quoteReplacement(resolve(path, match)));
        return alone && PLAIN_INTEGER.matcher(resolved).matches() ? Long.valueOf(resolved) : resolved;
    }

    private String resolve(String path, MatchResult variable) {
        if (variable.group(2) != null) {
            return contentOf(path, variable);
        }
        String value = variables == null ? null : variables.apply(variable.group(1));
        if (value == null) {
            problem(path, "the environment variable " + variable.group(1) + " is not set");
            return variable.group();
        }
        return value;
    }

    /** Without the end of the last line. Nothing of it is in a problem: it is a secret. */
    private String contentOf(String path, MatchResult variable) {
        String name = variable.group(2);
        try {
            Path secret = Path.of(file).resolveSibling(name);
            if (Files.size(secret) > LONGEST_SECRET) {
                problem(path, "the file " + name + " is longer than " + LONGEST_SECRET + " bytes");
                return variable.group();
            }
            return Files.readString(secret).replaceFirst("\\R\\z", "");
        } catch (NoSuchFileException missing) {
            problem(path, "the file " + name + " does not exist");
        } catch (IOException | InvalidPathException failure) {
            problem(
                    path,
                    "the file " + name + " cannot be read: "
                            + failure.getClass().getSimpleName());
        }
        return variable.group();
    }

    private void problem(String path, String message) {
        problems.add(new Problem(path, message));
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
