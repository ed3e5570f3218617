package io.riskmonitor.document;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One map in a tree of plain maps, lists and scalars, read key by key.
 *
 * <p>Whatever is wrong is noted at its path and the reading goes on, so that an owner hears of all mistakes at once. What
 * a reading method gives back is right: a wrong value counts as absent once it is noted. A key without a value is absent.
 */
public final class Section {

    private static final int LONGEST_TEXT = 1_024;
    private static final Pattern WEEKS = Pattern.compile("P(\\d{1,4})W");

    private final Reading reading;
    private final String path;
    private final Map<?, ?> values;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Reading reading, String path, Map<?, ?> values) {
        this.reading = reading;
        this.path = path;
        this.values = values;
    }

    /** The whole of a tree; null is an empty one. */
    public static Section of(@Nullable Object tree) {
        Reading reading = new Reading();
        Map<?, ?> values = reading.as(Map.class, "a map", "", tree);
        return new Section(reading, "", values == null ? Map.of() : values);
    }

    /** What was found wrong so far, in the whole tree. */
    public List<Problem> problems() {
        return reading.problems();
    }

    /** Names what was read so far, in the whole tree; see {@link Reading#digest}. */
    public String digest() {
        return reading.digest();
    }

    /** Where this section stands in its tree. */
    public String path() {
        return path;
    }

    /** Whether the key has a value, right or wrong. */
    public boolean has(String key) {
        return value(key) != null;
    }

    /** Notes a problem that the reader found. */
    public void problem(String key, String message) {
        reading.problem(at(key), message);
    }

    /** Notes the keys that have no value. */
    public void require(String... keys) {
        for (String key : keys) {
            if (!has(key)) {
                problem(key, "is required");
            }
        }
    }

    /** Notes every key that was not asked for. To be called last. */
    public void nothingElse() {
        for (Object key : values.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                String hint = Nearest.to(String.valueOf(key), known)
                        .map(nearest -> ", did you mean " + nearest + "?")
                        .orElseGet(() -> "; allowed are " + String.join(", ", known));
                problem(String.valueOf(key), "unknown key" + hint);
            }
        }
    }

    public @Nullable String text(String key) {
        return text(at(key), value(key));
    }

    /** Text of a certain form that no problem repeats. A number counts as its digits. */
    public @Nullable String secret(String key, Pattern form, String otherwise) {
        Object value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Map
                || value instanceof List
                || !form.matcher(value.toString()).matches()) {
            problem(key, otherwise);
            return null;
        }
        return value.toString();
    }

    /** A number between two bounds that it must not reach. */
    public @Nullable Double number(String key, double above, double below) {
        Number given = reading.as(Number.class, "a number", at(key), value(key));
        if (given == null) {
            return null;
        }
        double number = given.doubleValue();
        // written so that NaN is refused, too
        if (!(number > above && number < below)) {
            String range = Double.isInfinite(below)
                    ? "greater than " + plain(above)
                    : "in (" + plain(above) + ", " + plain(below) + ")";
            problem(key, "must be " + range + ", got " + given);
            return null;
        }
        return reading.noted(at(key), number);
    }

    /** A share that cannot be nothing but may be all: greater than 0, at most 1. */
    public double share(String key, double otherwise) {
        Number given = reading.as(Number.class, "a number", at(key), value(key));
        if (given == null) {
            return otherwise;
        }
        double share = given.doubleValue();
        if (!(share > 0 && share <= 1)) { // written so that NaN is refused, too
            problem(key, "must be greater than 0 and at most 1, got " + given);
            return otherwise;
        }
        return reading.noted(at(key), share);
    }

    /** A whole number in a range that includes its bounds. */
    public long whole(String key, long min, long max, long otherwise) {
        Number given = reading.as(Number.class, "a whole number", at(key), value(key));
        if (given == null) {
            return otherwise;
        }
        double number = given.doubleValue();
        if (number != Math.rint(number) || !(number >= min && number <= max)) {
            problem(key, "must be a whole number from " + min + " to " + max + ", got " + given);
            return otherwise;
        }
        return reading.noted(at(key), given.longValue());
    }

    /** A duration in a range that includes its bounds. */
    public Duration duration(String key, Duration min, Duration max, Duration otherwise) {
        Duration duration = duration(key, min, max);
        return duration == null ? otherwise : duration;
    }

    /** A duration in a range that includes its bounds. */
    public @Nullable Duration duration(String key, Duration min, Duration max) {
        return duration(at(key), value(key), min, max);
    }

    private @Nullable Duration duration(String place, @Nullable Object value, Duration min, Duration max) {
        String text = reading.as(String.class, "an ISO 8601 duration such as PT15M or P7D", place, value);
        if (text == null) {
            return null;
        }
        Duration duration = parsed(place, text);
        if (duration != null && (duration.compareTo(min) < 0 || duration.compareTo(max) > 0)) {
            reading.problem(place, "must be from " + shown(min) + " to " + shown(max) + ", got " + text);
            return null;
        }
        return duration == null ? null : reading.noted(place, duration);
    }

    /** A list of durations in a range that includes its bounds; empty where there is none. A wrong one is left out. */
    public List<Duration> durations(String key, Duration min, Duration max) {
        List<Duration> durations = new ArrayList<>();
        forEach(key, (place, element) -> {
            Duration duration = duration(place, element, min, max);
            if (duration != null) {
                durations.add(duration);
            } else if (element == null) {
                reading.problem(place, "has no value");
            }
        });
        return durations;
    }

    /** A point in time. */
    public @Nullable Instant time(String key) {
        String text = reading.as(String.class, "a time such as 2026-05-01T12:00:00Z", at(key), value(key));
        if (text == null) {
            return null;
        }
        try {
            return reading.noted(at(key), Instant.parse(text));
        } catch (DateTimeParseException malformed) {
            problem(key, "must be a time such as 2026-05-01T12:00:00Z, got " + Reading.shown(text));
            return null;
        }
    }

    /** One of the symbols of an enum. */
    public <E extends Enum<E>> @Nullable E symbol(String key, Collection<E> allowed) {
        return symbol(at(key), value(key), allowed);
    }

    /** A list of symbols of an enum; null where there is none. A wrong one is noted and left out. */
    public <E extends Enum<E>> @Nullable List<E> symbols(String key, Collection<E> allowed) {
        if (!has(key)) {
            return null;
        }
        List<E> symbols = new ArrayList<>();
        forEach(key, (place, element) -> {
            E symbol = symbol(place, element, allowed);
            if (symbol != null) {
                symbols.add(symbol);
            } else if (element == null) {
                reading.problem(place, "has no value");
            }
        });
        return symbols;
    }

    private <E extends Enum<E>> @Nullable E symbol(String place, @Nullable Object value, Collection<E> allowed) {
        String word = word(place, value, allowed.stream().map(Enum::name).toList());
        return allowed.stream()
                .filter(symbol -> symbol.name().equals(word))
                .findFirst()
                .orElse(null);
    }

    /** One of some words. */
    public @Nullable String word(String key, List<String> allowed) {
        return word(at(key), value(key), allowed);
    }

    private @Nullable String word(String place, @Nullable Object value, List<String> allowed) {
        String text = reading.as(String.class, "text", place, value);
        if (text == null || allowed.contains(text)) {
            return text == null ? null : reading.noted(place, text);
        }
        String hint = Nearest.to(text, allowed)
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
        reading.problem(place, "must be one of " + String.join(", ", allowed) + ", got " + Reading.shown(text) + hint);
        return null;
    }

    /** A list of names that differ; null where there is none, which is not the same as an empty one. */
    public @Nullable List<String> names(String key) {
        List<?> given = reading.as(List.class, "a list", at(key), value(key));
        if (given == null) {
            return null;
        }
        if (given.isEmpty()) {
            reading.noted(at(key), "[]");
        }
        return names(at(key), given);
    }

    /** A list of lists of names; empty where there is none. What is no such list is noted and comes back as an empty one. */
    public List<List<String>> nameLists(String key) {
        List<List<String>> lists = new ArrayList<>();
        forEach(key, (place, element) -> {
            List<?> names = reading.as(List.class, "a list", place, element);
            if (element == null || (names != null && names.isEmpty())) {
                reading.problem(place, "is empty");
            }
            lists.add(names == null ? List.of() : names(place, names));
        });
        return lists;
    }

    /** Free keys with text; empty where there is none. */
    public Map<String, String> texts(String key) {
        Map<?, ?> given = reading.as(Map.class, "a map", at(key), value(key));
        Map<String, String> texts = new LinkedHashMap<>();
        if (given != null) {
            given.forEach((name, value) -> {
                String text = text(at(key) + "." + name, value);
                if (text != null) {
                    texts.put(String.valueOf(name), text);
                } else if (value == null) {
                    reading.problem(at(key) + "." + name, "has no value");
                }
            });
        }
        return texts;
    }

    /**
     * Free keys with one value each, as Kafka's clients take them: numbers and booleans become text, lists are joined by
     * commas. Takes all keys of this section.
     */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<?, ?> setting : values.entrySet()) {
            String key = String.valueOf(setting.getKey());
            known.add(key);
            Object value = setting.getValue();
            if (value == null || value instanceof Map) {
                problem(key, value == null ? "has no value" : "must be one value, got a map");
            } else if (value instanceof List<?> list) {
                settings.put(key, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else {
                settings.put(key, value.toString());
            }
        }
        return settings;
    }

    /** The map under a key, where there is one. */
    public Optional<Section> section(String key) {
        return Optional.ofNullable(reading.as(Map.class, "a map", at(key), value(key)))
                .map(map -> new Section(reading, at(key), map));
    }

    /** The map under a key; an empty one where there is none. */
    public Section sectionOrEmpty(String key) {
        return section(key).orElseGet(() -> new Section(reading, at(key), Map.of()));
    }

    /** The maps of the list under a key; what is not a map is noted and left out. */
    public List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        forEach(key, (place, element) -> {
            Map<?, ?> map = reading.as(Map.class, "a map", place, element);
            if (map != null) {
                sections.add(new Section(reading, place, map));
            } else if (element == null) {
                reading.problem(place, "has no value");
            }
        });
        return sections;
    }

    private interface ElementReader {
        void read(String place, @Nullable Object element);
    }

    private void forEach(String key, ElementReader reader) {
        List<?> list = reading.as(List.class, "a list", at(key), value(key));
        for (int i = 0; list != null && i < list.size(); i++) {
            reader.read(at(key) + "[" + i + "]", list.get(i));
        }
    }

    private List<String> names(String place, List<?> given) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String element = place + "[" + i + "]";
            String name = text(element, given.get(i));
            if (given.get(i) == null) {
                reading.problem(element, "has no value");
            } else if (name != null && !names.add(name)) {
                reading.problem(element, Reading.shown(name) + " is named twice");
            }
        }
        return List.copyOf(names);
    }

    private @Nullable String text(String place, @Nullable Object value) {
        String text = reading.as(String.class, "text", place, value);
        if (text == null) {
            return null;
        }
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            String problem = text.isBlank()
                    ? "is empty"
                    : "must have at most " + LONGEST_TEXT + " characters, got " + text.length();
            reading.problem(place, problem);
            return null;
        }
        return reading.noted(place, text);
    }

    private @Nullable Duration parsed(String place, String text) {
        var weeks = WEEKS.matcher(text);
        if (weeks.matches()) {
            return Duration.ofDays(7L * Integer.parseInt(weeks.group(1)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            reading.problem(place, "must be an ISO 8601 duration such as PT15M or P7D, got " + Reading.shown(text));
            return null;
        }
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return values.get(key);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Whole days as days, as people write them; Java would say PT168H. */
    private static String shown(Duration duration) {
        boolean days = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
        return days ? "P" + duration.toDays() + "D" : duration.toString();
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
