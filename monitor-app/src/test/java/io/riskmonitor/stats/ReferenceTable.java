package io.riskmonitor.stats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Values computed elsewhere: a CSV under {@code reference}, printed by the script its first line names. */
public record ReferenceTable(List<String> columns, List<Row> rows) {

    public static ReferenceTable read(String name) {
        try (InputStream in =
                        Objects.requireNonNull(ReferenceTable.class.getResourceAsStream("/reference/" + name), name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<List<String>> lines = reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
            List<String> columns = lines.get(0);
            return new ReferenceTable(
                    columns,
                    lines.stream().skip(1).map(cells -> new Row(columns, cells)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public record Row(List<String> columns, List<String> cells) {

        public String word(String column) {
            return cells.get(columns.indexOf(column));
        }

        public long count(String column) {
            return Long.parseLong(word(column));
        }

        public double number(String column) {
            return Double.parseDouble(word(column));
        }

        /** Counts in one cell, separated by spaces. */
        long[] counts(String column) {
            return Arrays.stream(word(column).split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
        }

        /** Numbers in one cell, separated by spaces. */
        double[] numbers(String column) {
            return Arrays.stream(word(column).split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }
}
