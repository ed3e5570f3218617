package io.riskmonitor.bench;

/** Why a benchmark has no result: one sentence for the person at the terminal. */
public final class BenchFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BenchFailure(String sentence) {
        super(sentence);
    }
}
