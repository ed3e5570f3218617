package io.riskmonitor.segment;

import org.jspecify.annotations.Nullable;

/**
 * What produced a verdict: the release that answered and the version of the evaluator that judged. A change of either is
 * not a change of the other, so a baseline belongs to one variant.
 *
 * @param release name of the release; null where the interaction names none
 * @param evaluatorVersion null where the verdict names none
 */
public record Variant(@Nullable String release, @Nullable String evaluatorVersion) implements Comparable<Variant> {

    @Override
    public int compareTo(Variant that) {
        int byRelease = text(release).compareTo(text(that.release));
        return byRelease != 0 ? byRelease : text(evaluatorVersion).compareTo(text(that.evaluatorVersion));
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name;
    }

    /** As people read it, for instance {@code gpt-4o/2024-08-06, version 3}. */
    @Override
    public String toString() {
        return (release == null ? "unnamed release" : release)
                + (evaluatorVersion == null ? "" : ", evaluator version " + evaluatorVersion);
    }
}
