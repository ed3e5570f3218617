package io.riskmonitor.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where what was published under faults is not what an undisturbed run publishes.
 *
 * @param identity of the record
 * @param detail what is there, and what should be
 */
public record Difference(Kind kind, Fact.Kind of, String identity, String detail) {

    /** What is wrong. */
    public enum Kind {
        /** It should be there. */
        MISSING,
        /** It is there too often, or should not be there at all. */
        TOO_MANY,
        /** It is there, and says something else. */
        DIFFERENT
    }

    private static final JsonMapper JSON = new JsonMapper();

    /** All differences, every record counted as often as it is there. */
    static List<Difference> between(List<Fact> expected, List<Fact> published) {
        SortedMap<String, List<Fact>> should = byIdentity(expected);
        SortedMap<String, List<Fact>> is = byIdentity(published);
        SortedSet<String> identities = new TreeSet<>(should.keySet());
        identities.addAll(is.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String identity : identities) {
            List<Fact> missing = new ArrayList<>(should.getOrDefault(identity, List.of()));
            List<Fact> extra = new ArrayList<>(is.getOrDefault(identity, List.of()));
            extra.removeIf(missing::remove);
            compare(missing, extra, differences);
        }
        differences.sort(
                Comparator.comparing((Difference difference) -> difference.of()).thenComparing(Difference::identity));
        return differences;
    }

    private static SortedMap<String, List<Fact>> byIdentity(List<Fact> facts) {
        return facts.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        fact -> fact.kind() + " " + fact.identity(), TreeMap::new, Collectors.toList()));
    }

    /** Of one identity, without those that are the same. */
    private static void compare(List<Fact> missing, List<Fact> extra, List<Difference> differences) {
        int both = Math.min(missing.size(), extra.size());
        for (int i = 0; i < both; i++) {
            differences.add(found(Kind.DIFFERENT, missing.get(i), changed(missing.get(i), extra.get(i))));
        }
        for (Fact lost : missing.subList(both, missing.size())) {
            differences.add(found(Kind.MISSING, lost, lost.content()));
        }
        for (Fact more : extra.subList(both, extra.size())) {
            differences.add(found(Kind.TOO_MANY, more, more.content()));
        }
    }

    private static Difference found(Kind kind, Fact fact, String detail) {
        return new Difference(kind, fact.kind(), fact.identity(), detail);
    }

    /** The fields that differ. */
    private static String changed(Fact expected, Fact published) {
        SortedMap<String, String> should = fields(expected.content());
        SortedMap<String, String> is = fields(published.content());
        SortedSet<String> paths = new TreeSet<>(should.keySet());
        paths.addAll(is.keySet());
        Function<Map<String, String>, Function<String, String>> in =
                values -> path -> values.getOrDefault(path, "nothing");
        return paths.stream()
                .filter(path ->
                        !in.apply(should).apply(path).equals(in.apply(is).apply(path)))
                .map(path -> path + ": should be " + in.apply(should).apply(path) + ", is "
                        + in.apply(is).apply(path))
                .collect(Collectors.joining("; "));
    }

    private static SortedMap<String, String> fields(String content) {
        SortedMap<String, String> fields = new TreeMap<>();
        try {
            collect("", JSON.readTree(content), fields);
        } catch (JsonProcessingException text) {
            fields.put("text", content);
        }
        return fields;
    }

    private static void collect(String path, JsonNode node, SortedMap<String, String> into) {
        if (!node.isContainerNode() || node.isEmpty()) {
            into.put(path, node.toString());
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "[" + i + "]", node.get(i), into);
            }
        } else {
            node.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), into));
        }
    }

    @Override
    public String toString() {
        return kind + " " + of + " " + identity + "\n    " + detail;
    }
}
