package io.riskmonitor.bench;

/** Why a benchmark has no result: one sentence for the person at the terminal. */
final class BenchFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    BenchFailure(String sentence) {
        super(sentence);
    }
}
