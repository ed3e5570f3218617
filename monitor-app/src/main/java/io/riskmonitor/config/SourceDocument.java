package io.riskmonitor.config;

import io.riskmonitor.config.InvalidConfiguration.Complaint;
import io.riskmonitor.document.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One document of a file as plain maps, lists and scalars.
 *
 * @param file its name as given
 * @param tree null for an empty document
 * @param lines line of every path
 * @param problems what was found wrong while it was parsed; the document may be incomplete for it
 */
record SourceDocument(String file, @Nullable Object tree, Map<String, Integer> lines, List<Problem> problems) {

    /** Everything wrong with the document: its own problems and those that a reader of the tree found. */
    List<Complaint> complaints(List<Problem> found) {
        return Stream.concat(
                        problems.stream(),
                        // a value that could not be parsed need not be reported once more as the wrong value
                        found.stream().filter(problem -> problems.stream()
                                .noneMatch(own -> own.path().equals(problem.path()))))
                .map(problem -> new Complaint(file, lineOf(problem.path()), problem))
                .sorted(Comparator.comparingInt(Complaint::line))
                .toList();
    }

    /** The line of a path; of the nearest one around it where nothing stands at the path itself. */
    private int lineOf(String path) {
        String place = path;
        while (!place.isEmpty() && !lines.containsKey(place)) {
            place = place.substring(0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
        }
        return lines.getOrDefault(place, 1);
    }
}
