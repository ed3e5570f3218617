package io.riskmonitor.wire;

import java.util.List;
import org.apache.avro.generic.IndexedRecord;

/** What became of a command in JSON. */
public sealed interface JsonCommand {

    /**
     * One that can be sent; whether it can be obeyed is for the monitor to say.
     *
     * @param value as it lies on the topic of commands; the application is its key
     */
    record Valid(String commandId, String application, String kind, IndexedRecord value) implements JsonCommand {}

    /** @param problems everything that is wrong, each with the name of its field */
    record Invalid(List<String> problems) implements JsonCommand {}
}
