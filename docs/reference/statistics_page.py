"""Prints every figure of docs/statistics.md, with scipy and statsmodels instead of the program's own code.

    /usr/bin/python3 docs/reference/statistics_page.py
"""

import math

from scipy.optimize import brentq
from scipy.special import rel_entr
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

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
