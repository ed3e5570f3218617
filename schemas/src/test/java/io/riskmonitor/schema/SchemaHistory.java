package io.riskmonitor.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;

/**
 * Every version of one record that was ever released, oldest first: {@code v1.avsc}, {@code v2.avsc} and so on.
 *
 * @param folder holds the versions of this record and nothing else
 */
record SchemaHistory(Path folder) {

    /** The history of a record, beside the sources of this module. */
    static SchemaHistory of(Schema record) {
        return new SchemaHistory(Path.of(System.getProperty("basedir", "."), "history", record.getName()));
    }

    List<Schema> versions() {
        List<Schema> versions = new ArrayList<>();
        for (Path file = version(1); Files.exists(file); file = version(versions.size() + 1)) {
            try {
                versions.add(new Schema.Parser().parse(Files.readString(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return versions;
    }

    /** Files that are not versions in an unbroken row from 1. */
    List<Path> strays() throws IOException {
        int versions = versions().size();
        try (var files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return !name.matches("v[1-9][0-9]*\\.avsc")
                                || Integer.parseInt(name.substring(1, name.indexOf('.'))) > versions;
                    })
                    .toList();
        }
    }

    /** Whether the newest version is this schema, documentation included: the registry tells them apart, too. */
    boolean endsWith(Schema current) {
        List<Schema> versions = versions();
        return !versions.isEmpty()
                && versions.get(versions.size() - 1).toString().equals(current.toString());
    }

    /** Writes the schema as the next version. */
    void add(Schema current) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(version(versions().size() + 1), SchemaFormatter.format("json/pretty", current) + "\n");
    }

    private Path version(int number) {
        return folder.resolve("v" + number + ".avsc");
    }

    /** Why two versions cannot read each other's records, in either direction; empty if they can. */
    static List<String> breaks(Schema newer, Schema older) {
        List<String> breaks = new ArrayList<>();
        breaks.addAll(breaks(newer, older, "a reader of the new version cannot read old records: "));
        breaks.addAll(breaks(older, newer, "a reader of the old version cannot read new records: "));
        return breaks;
    }

    private static List<String> breaks(Schema reader, Schema writer, String what) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        return result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE
                ? List.of()
                : result.getIncompatibilities().stream()
                        .map(incompatibility -> what + incompatibility.getType() + " at "
                                + incompatibility.getLocation() + ", " + incompatibility.getMessage())
                        .toList();
    }
}
