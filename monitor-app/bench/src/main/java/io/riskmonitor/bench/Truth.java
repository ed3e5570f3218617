package io.riskmonitor.bench;

/** What is right to count of a workload. */
record Truth(long inlineTrials, long inlineFailures, long laterTrials, long laterFailures) {

    Truth plus(Truth that) {
        return new Truth(
                inlineTrials + that.inlineTrials,
                inlineFailures + that.inlineFailures,
                laterTrials + that.laterTrials,
                laterFailures + that.laterFailures);
    }

    /** Every verdict once. */
    Totals all() {
        return new Totals(inlineTrials + laterTrials, inlineFailures + laterFailures);
    }

    /** Every inline verdict once for all traffic and once for each dimension. */
    Totals inlineByCell() {
        int cells = 1 + Workload.DIMENSIONS.size();
        return new Totals(cells * inlineTrials, cells * inlineFailures);
    }
}
