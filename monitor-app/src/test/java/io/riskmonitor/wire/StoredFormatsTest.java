package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.judge.RuleMemory;
import io.riskmonitor.rule.RuleKinds;
import io.riskmonitor.wire.StateFormatsTest.RandomValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every version of a format has stored, as bytes and as the value they are read as. A layout that changes without a
 * step of its version fails here, and so does a version that is said to be read and is not.
 *
 * <p>{@code -Dformats.accept=true} stores values in the versions that are new, and says anew what the stored bytes are read
 * as; bytes that were stored are never changed.
 */
class StoredFormatsTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/stored");
    private static final boolean ACCEPT = Boolean.getBoolean("formats.accept");
    private static final int VALUES = 4;

    static Stream<Arguments> formats() {
        return StateFormatsTest.formats();
    }

    /** A line of bytes, and one of the value. */
    private record Stored(String hex, String value) {

        static List<Stored> read(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            List<Stored> stored = new ArrayList<>();
            for (int i = 0; i + 1 < lines.size(); i += 2) {
                stored.add(new Stored(lines.get(i), lines.get(i + 1)));
            }
            return stored;
        }

        static void write(Path file, List<Stored> stored) throws IOException {
            Files.createDirectories(DIRECTORY);
            Files.write(
                    file,
                    stored.stream().flatMap(s -> Stream.of(s.hex, s.value)).toList());
        }
    }

    private static Path file(String format, int version) {
        return DIRECTORY.resolve(format + ".v" + version + ".txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    <T> void whatWasStoredIsReadAsWhatItWas(String name, BinaryFormat<T> format, Function<RandomValues, T> values)
            throws IOException {
        if (ACCEPT) {
            accept(name, format, values);
        }
        for (int version = format.oldestVersion(); version <= format.version(); version++) {
            assertThat(file(name, version))
                    .as("version %d of %s: what it stores has to be kept, see above", version, name)
                    .exists();
            for (Stored stored : Stored.read(file(name, version))) {
                byte[] bytes = HexFormat.of().parseHex(stored.hex);
                T value = format.decode(bytes);

                assertThat(bytes[0]).isEqualTo((byte) version);
                assertThat(Rendered.of(value)).as(stored.hex).isEqualTo(stored.value);
                if (version == format.version()) {
                    byte[] again = bytes(format, value); // maps may be in another order
                    assertThat(again).as("stored again").hasSameSizeAs(bytes);
                    assertThat(Rendered.of(format.decode(again))).isEqualTo(stored.value);
                }
            }
        }
    }

    @Test
    void everyFileIsOfAFormatAndAVersionThatIsRead() throws IOException {
        Set<String> known = new HashSet<>();
        formats().forEach(arguments -> {
            BinaryFormat<?> format = (BinaryFormat<?>) arguments.get()[1];
            for (int version = format.oldestVersion(); version <= format.version(); version++) {
                known.add(file(String.valueOf(arguments.get()[0]), version)
                        .getFileName()
                        .toString());
            }
        });

        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(known);
        }
    }

    @Test
    void everyKindOfRuleIsStored() throws IOException {
        RuleMemoryFormat format = new RuleMemoryFormat();
        Set<String> stored = new HashSet<>();
        for (Stored memory : Stored.read(file("RuleMemoryFormat", format.version()))) {
            stored.add(format.decode(HexFormat.of().parseHex(memory.hex)).kind());
        }

        assertThat(RuleKinds.ALL).allMatch(kind -> stored.contains(kind.name()));
    }

    private static <T> void accept(String name, BinaryFormat<T> format, Function<RandomValues, T> values)
            throws IOException {
        Path current = file(name, format.version());
        if (!Files.exists(current)) {
            Stored.write(current, some(format, values));
        }
        for (int version = format.oldestVersion(); version <= format.version(); version++) {
            List<Stored> stored = new ArrayList<>();
            for (Stored before : Stored.read(file(name, version))) {
                byte[] bytes = HexFormat.of().parseHex(before.hex);
                stored.add(new Stored(before.hex, Rendered.of(format.decode(bytes))));
            }
            Stored.write(file(name, version), stored);
        }
    }

    /** A few of them, and of the memories of rules one of every kind at least. */
    private static <T> List<Stored> some(BinaryFormat<T> format, Function<RandomValues, T> values) {
        List<Stored> some = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        RandomValues random = new RandomValues(7);
        while (some.size() < VALUES || !kinds.isEmpty() && kinds.size() < RuleKinds.ALL.size()) {
            T value = format.decode(bytes(format, values.apply(random)));
            if (!(value instanceof RuleMemory memory) || kinds.add(memory.kind())) {
                some.add(new Stored(HexFormat.of().formatHex(bytes(format, value)), ""));
            }
        }
        return some;
    }

    private static <T> byte[] bytes(BinaryFormat<T> format, T value) {
        return format.serializer().serialize("topic", value);
    }
}
