package io.riskmonitor.segment;

/**
 * One group of one dimension, for instance {@code locale=de}; or all traffic.
 *
 * @param dimension empty for all traffic
 * @param name empty for all traffic
 */
public record Group(String dimension, String name) implements Comparable<Group> {

    /** Every interaction of the application. */
    public static final Group ALL = new Group("", "");

    /** Dimension whose groups are the names of releases. */
    public static final String RELEASE = "release";

    /** Dimension whose groups are the versions of an evaluator. */
    public static final String EVALUATOR = "evaluator";

    /** Name of the group that takes what is more than a dimension may have. */
    public static final String OTHER = "__other__";

    /** The verdicts of one version of an evaluator. */
    public static Group version(String evaluator, String version) {
        return new Group(EVALUATOR, evaluator + "@" + version);
    }

    public boolean isAll() {
        return dimension.isEmpty();
    }

    @Override
    public int compareTo(Group that) {
        int byDimension = dimension.compareTo(that.dimension);
        return byDimension != 0 ? byDimension : name.compareTo(that.name);
    }

    @Override
    public String toString() {
        return isAll() ? "all traffic" : dimension + "=" + name;
    }
}
