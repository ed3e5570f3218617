package io.riskmonitor.config;

import io.riskmonitor.document.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A file that cannot be used, with everything that is wrong with it. */
public final class InvalidConfiguration extends RuntimeException {

    // transient: an exception is serializable, what it carries need not be
    private final transient List<Complaint> complaints;

    InvalidConfiguration(List<Complaint> complaints) {
        super(complaints.stream().map(Complaint::toString).collect(Collectors.joining("\n")));
        this.complaints = List.copyOf(complaints);
    }

    /** Everything that is wrong, in the order of the lines; the message has one line for each. */
    public List<Complaint> complaints() {
        return complaints;
    }

    /**
     * A problem and where it stands.
     *
     * @param file name as given
     * @param line from 1; 0 where the file as a whole is meant
     */
    public record Complaint(String file, int line, Problem problem) {

        /** As compilers do it, for instance {@code policy.yaml:12: rules[2].ceiling: must be ...}. */
        @Override
        public String toString() {
            return file + (line == 0 ? "" : ":" + line) + ": " + problem;
        }
    }
}
