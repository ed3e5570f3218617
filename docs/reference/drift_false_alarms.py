"""Prints the table of docs/statistics.md on learned baselines: false alarms of drift where nothing drifts, and delays
where something does. Seeded simulation with numpy and scipy; a few minutes.

    /usr/bin/python3 docs/reference/drift_false_alarms.py

Ten bins of equal shares, c = 720 windows. Compared are the two-sample chi-squared test, calibrated (e = 1 / (2 sqrt p)),
and evidence of a divergence beyond what the baseline leaves open (Agrawal 2020, chance 0.001). "on the edge" draws the
windows from a distribution that is just tolerated. "learned edges" makes the bins the deciles of the baseline itself: true
shares are then Dirichlet, and the baseline's are equal.
"""

import math

import numpy
from scipy.optimize import brentq
from scipy.special import gammainc, gammaln, rel_entr
from scipy.stats import chi2

BINS = 10
C = 720
CHANCE = 0.001
BASELINES = 200
WINDOWS = 3 * C
EVEN = numpy.full(BINS, 1 / BINS)
rng = numpy.random.default_rng(19042291)


def tolerance(m):
    k = BINS - 1
    return brentq(lambda x: x - k * (1 + math.log(x / k)) + math.log(CHANCE), k, 100 * k) / m


def two_sample(baseline, windows):
    m, n = baseline.sum(), windows.sum(axis=1, keepdims=True)
    both = windows + baseline
    expected = both * (n / (m + n))
    statistic = ((windows - expected) ** 2 / expected * (1 + n / m)).sum(axis=1)
    return math.log(0.5) - 0.5 * chi2.logsf(statistic, BINS - 1)


def beyond(baseline, windows, tolerated):
    p = baseline / baseline.sum()
    n = windows.sum(axis=1)
    w = windows / n[:, None]
    far, near = numpy.zeros(len(w)), numpy.ones(len(w))
    inside = rel_entr(p, w).sum(axis=1) <= tolerated
    for _ in range(45):
        middle = (far + near) / 2
        outside = rel_entr(p, (1 - middle)[:, None] * w + middle[:, None] * p).sum(axis=1) > tolerated
        far, near = numpy.where(outside, middle, far), numpy.where(outside, near, middle)
    x = n * rel_entr(w, (1 - far)[:, None] * w + far[:, None] * p).sum(axis=1)
    x = numpy.where(inside, 1e-9, numpy.maximum(x, 1e-9))
    return x - BINS * numpy.log(x) + gammaln(BINS) + numpy.log(gammainc(BINS, x))


def psi(baseline, windows):
    p = (baseline + 0.5) / (baseline.sum() + 0.5 * BINS)
    q = (windows + 0.5) / (windows.sum(axis=1, keepdims=True) + 0.5 * BINS)
    return ((p - q) * numpy.log(p / q)).sum(axis=1)


def alarms(log_e, moved=None):
    """Windows that end in an alarm; after each the evidence starts anew."""
    log_m, found = -math.inf, []
    for window, evidence in enumerate(log_e):
        log_m = numpy.logaddexp(log_m, 0) + evidence
        if log_m >= math.log(C) and (moved is None or moved[window]):
            found.append(window + 1)
            log_m = -math.inf
    return found


def tilted(size):
    """Even shares tilted until their PSI against even ones is the given size."""
    shares = lambda tilt: EVEN * (1 + tilt * numpy.linspace(-1, 1, BINS))
    index = lambda tilt: ((shares(tilt) - EVEN) * numpy.log(shares(tilt) / EVEN)).sum()
    return shares(brentq(lambda tilt: index(tilt) - size, 0, 0.9999))


def just_tolerated(p, tolerated):
    """On the edge of what is tolerated, in the direction of one bin."""
    point = numpy.eye(BINS)[0] * 0.999 + 0.0001
    mixed = lambda weight: (1 - weight) * p + weight * point
    return mixed(brentq(lambda weight: rel_entr(p, mixed(weight)).sum() - tolerated, 0, 1))


print("false alarms per c windows, mean over baselines (share of baselines with more than one)")
print("  m       n    two-sample     with PSI > 0.1   beyond tolerance   on the edge   learned edges")
for m in (2_000, 5_000, 20_000):
    for n in (200, 1_000, 5_000):
        found = []
        for _ in range(BASELINES):
            baseline = rng.multinomial(m, EVEN)
            windows = rng.multinomial(n, EVEN, size=WINDOWS)
            evidence = two_sample(baseline, windows)
            edge = rng.multinomial(n, just_tolerated(baseline / m, tolerance(m)), size=C)
            learned = rng.multinomial(n, rng.dirichlet(m * EVEN), size=C)
            found.append(
                (
                    len(alarms(evidence)) * C / WINDOWS,
                    len(alarms(evidence, psi(baseline, windows) > 0.1)) * C / WINDOWS,
                    len(alarms(beyond(baseline, windows, tolerance(m)))) * C / WINDOWS,
                    len(alarms(beyond(baseline, edge, tolerance(m)))),
                    len(alarms(beyond(m * EVEN, learned, tolerance(m)))),
                )
            )
        found = numpy.array(found)
        mean, worse = found.mean(axis=0), (found > 1).mean(axis=0)
        print(
            f"{m:6,} {n:6,}   {mean[0]:5.2f} ({worse[0]:4.0%})   {mean[1]:5.2f} ({worse[1]:4.0%})   "
            + "   ".join(f"{x:12.3f}" for x in mean[2:]),
            flush=True,
        )

print("baselines whose distribution is further away than tolerated, in 200,000")
for m in (500, 2_000, 20_000):
    fixed = rng.multinomial(m, EVEN, size=200_000) / m
    learned = rng.dirichlet(m * EVEN, size=200_000)
    print(
        f"{m:6,}   tolerance {tolerance(m):.4f}   fixed edges {(rel_entr(fixed, EVEN).sum(axis=1) > tolerance(m)).sum()}"
        f"   learned edges {(rel_entr(EVEN, learned).sum(axis=1) > tolerance(m)).sum()}",
        flush=True,
    )

print("windows up to the alarm (evidence beyond tolerance and PSI > 0.1), median of 200; - if fewer than half within 60")
print("  m       n  " + "".join(f"   PSI {size:4}" for size in (0.1, 0.15, 0.25, 0.5)))
for m in (2_000, 20_000):
    for n in (200, 500, 1_000, 5_000):
        row = []
        for size in (0.1, 0.15, 0.25, 0.5):
            delays = []
            for _ in range(200):
                baseline = rng.multinomial(m, EVEN)
                windows = rng.multinomial(n, tilted(size), size=60)
                found = alarms(beyond(baseline, windows, tolerance(m)), psi(baseline, windows) > 0.1)
                delays.append(found[0] if found else math.inf)
            median = numpy.median(delays)
            row.append("-" if median == math.inf else f"{median:.0f}")
        print(f"{m:6,} {n:6,}   " + "".join(f"{cell:>8}   " for cell in row), flush=True)
