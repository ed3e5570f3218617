"""Prints every figure of docs/statistics.md, with scipy and statsmodels instead of the program's own code.

    /usr/bin/python3 docs/reference/statistics_page.py
"""

import math

import numpy
from scipy.optimize import brentq
from scipy.special import betaln, rel_entr, xlogy
from scipy.stats import beta, norm
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

P0 = 0.02
TRIALS = 1_200
FAILURES = 60
PANES = 90 * 24 * 3600  # 90 days of panes of one second
ALTERNATIVES = [multiple * P0 for multiple in (1.25, 1.5, 2, 3, 5, 10)]


def evidence(q):
    """Mean evidence of all trials against p0 when the rate is q, in nats."""
    return TRIALS * (rel_entr(q, P0) + rel_entr(1 - q, 1 - P0))


def statistic():
    """ln M when the trials come ten to a pane and every second pane holds a failure."""
    m = [0.0] * len(ALTERNATIVES)
    for pane in range(TRIALS // 10):
        failures = pane % 2
        for j, q in enumerate(ALTERNATIVES):
            m[j] = (m[j] + 1) * (q / P0) ** failures * ((1 - q) / (1 - P0)) ** (10 - failures)
    return math.log(sum(m) / len(m))


lower, upper = proportion_confint(FAILURES, TRIALS, alpha=0.05, method="wilson")
smallest = brentq(lambda q: evidence(q) - math.log(PANES), P0, 1)

print(f"z                   {norm.isf(0.025):.2f}")
print(f"one more in ln M    {math.e:.1f} times")
print(f"rate                {FAILURES / TRIALS:.4f}")
print(f"lower, upper        {lower:.4f}, {upper:.4f}")
print(f"statistic           {statistic():.2f}")
print(f"panes in 90 days    {PANES:,}")
print(f"threshold           {math.log(PANES):.2f}")
print(f"smallestDetectable  {smallest:.4f}")

lower, upper = proportion_confint(0, 20, alpha=0.05, method="wilson")
print(f"none in 20          {lower:.3f}, {upper:.3f}")

lower, upper = beta.ppf([0.025, 0.975], 10.5, 990.5)
print(f"Jeffreys, 10 in 1,000        {upper:.4f}")
print(f"Clopper-Pearson, 0 in 100    {beta.ppf(0.95, 1, 100):.4f}")

lower, upper = confint_proportions_2indep(7, 34, 1, 34, compare="diff", method="newcomb")
print(f"Newcombe, 7/34 v 1/34        {7 / 34 - 1 / 34:.3f}, {lower:.3f} to {upper:.3f}")
lower, upper = confint_proportions_2indep(7, 34, 1, 34, compare="ratio", method="log-adjusted")
print(f"Walter, 7/34 v 1/34          {7.5 / 1.5:.0f}, {lower:.2f} to {upper:.0f}")

rng = numpy.random.default_rng(1)


def apart_by_a_quarter(n, rate):
    first, second = rng.binomial(n, rate, (2, 100_000))
    return numpy.mean(numpy.minimum(first, second) < 0.8 * numpy.maximum(first, second))


print(f"equal rates, ratio past 1.25 {apart_by_a_quarter(200, P0):.0%}")

strata = [numpy.array([[10, 90], [1, 9]]), numpy.array([[5, 5], [50, 50]])]
print(f"two strata, all together     {15 / 110:.0%}, {51 / 110:.0%}")
print(f"two strata, risk ratio       {StratifiedTable(strata).riskratio_pooled:.0f}")


def log_above(a, b, p):
    return betaln(a, b) + math.log(beta.sf(p, a, b))


def log_beta_mixture(p):
    return betaln(0.5 + FAILURES, 0.5 + TRIALS - FAILURES) - betaln(0.5, 0.5) - (
        FAILURES * math.log(p) + (TRIALS - FAILURES) * math.log1p(-p)
    )


above = log_above(0.5 + FAILURES, 0.5 + TRIALS - FAILURES, P0) - log_above(0.5, 0.5, P0)
above -= FAILURES * math.log(P0) + (TRIALS - FAILURES) * math.log1p(-P0)
lower, upper = (brentq(lambda p: log_beta_mixture(p) - math.log(20), FAILURES / TRIALS, end) for end in (1e-6, 0.9))
print(f"beta mixture                 {math.exp(above) / 1e6:.1f} million, {lower:.4f} to {upper:.4f}")


def chances(group_rate, c, restarts, learning=False, runs=20_000, looks=150):
    """How often the evidence of 2 trials of the group and 10 of the rest at a look ever reaches c."""
    ratios = numpy.array([1.5, 2, 3, 5])[:, None]
    m = numpy.full((1 if learning else len(ratios), runs), 0.0 if restarts else 1.0)
    group, rest = numpy.zeros((2, runs))
    reached = numpy.zeros(runs, dtype=bool)
    for look in range(looks):
        k, l = rng.binomial(2, group_rate, runs), rng.binomial(10, P0, runs)
        q = (0.5 + rest) / (1 + 10 * look)
        q_group = (0.5 + group) / (1 + 2 * look) if learning else ratios * q / (1 - q + ratios * q)
        common = (2 * q_group + 10 * q) / 12
        m = (m + restarts) * numpy.exp(
            xlogy(k, q_group / common) + xlogy(2 - k, (1 - q_group) / (1 - common))
            + xlogy(l, q / common) + xlogy(10 - l, (1 - q) / (1 - common))
        )  # fmt: skip
        reached |= m.mean(axis=0) >= c
        group, rest = group + k, rest + l
    return reached.mean()


for name, arguments in (
    ("TwoByTwo, c = 100", {"c": 100, "restarts": 0, "learning": True}),
    ("once, c = 100", {"c": 100, "restarts": 0}),
    ("restarts, c = 15,000", {"c": 15_000, "restarts": 1}),
):
    found, false = chances(0.08, **arguments), chances(P0, **arguments)
    print(f"{name:28} {found:.0%} found, {false:.1%} false")

e = numpy.array([100, 45, 30, 2])
print(f"e-BH of {e}     {multipletests(1 / e, alpha=0.05, method='fdr_bh')[0]}")
print(f"p 0.001, maximum 400         {0.5 / math.sqrt(0.001):.1f}, {math.sqrt(400) - 1:.0f}")
