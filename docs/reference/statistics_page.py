"""Prints every figure of docs/statistics.md but those of drift_false_alarms.py, with scipy and statsmodels instead of the program's own code.

    /usr/bin/python3 docs/reference/statistics_page.py
"""

import math

import numpy
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.spatial.distance import jensenshannon
from scipy.special import betaln, rel_entr, xlogy
from scipy.stats import beta, binom, chi2_contingency, entropy, nchypergeom_fisher, norm
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.inter_rater import cohens_kappa
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


def fallen(odds_ratio):
    """Chance that of 40 failures of 1,000 and 1,000 trials 30 are of the first."""
    return nchypergeom_fisher(2_000, 1_000, 40, odds_ratio).pmf(30)


ratios = [r for ratio in (1.25, 1.5, 2, 3, 5, 10) for r in (ratio, 1 / ratio)]
print(f"30 of 1,000 after 10         {sum(map(fallen, ratios)) / len(ratios) / fallen(1):.0f}")
print(f"p 0.001, maximum 400         {0.5 / math.sqrt(0.001):.1f}, {math.sqrt(400) - 1:.0f}")

EVEN = numpy.array([25, 25, 25, 25])
TILTED = numpy.array([40, 30, 20, 10])
p, q = (EVEN + 0.5) / (EVEN + 0.5).sum(), (TILTED + 0.5) / (TILTED + 0.5).sum()
chi_squared, chance, _, _ = chi2_contingency([EVEN, TILTED], correction=False)
print(f"PSI                 {entropy(p, q) + entropy(q, p):.3f}, of it {((q - p) * numpy.log(q / p))[3]:.3f}")
print(f"without change      {(10 - 1) * (1 / 200 + 1 / 200):.2f}")
print(f"Jensen-Shannon      {jensenshannon(EVEN, TILTED):.3f}, at most {math.log(2) ** 0.5:.3f}")
print(f"chi-squared         {chi_squared:.2f}, p {chance:.4f}, V {(chi_squared / 200) ** 0.5:.3f}")


def tolerance(bins, observations, chance):
    k = bins - 1
    return brentq(lambda x: x - k * (1 + math.log(x / k)) + math.log(chance), k, 100 * k) / observations


def log_mean(x, bins):
    return math.log(quad(lambda l: math.exp(l * x) * (1 - l) ** (bins - 1), 0, 1)[0])


for observations in (500, 2_000, 20_000):
    tolerated = tolerance(10, observations, 0.001)
    print(f"tolerance           {observations:,}: {tolerated:.4f}, as a PSI {2 * tolerated:.3f}")
print(f"x that counts       {brentq(lambda x: log_mean(x, 10), 1, 100):.1f}")
print(f"e of p = 0.01       {0.5 * 0.01**-0.5:.0f}")
print(f"widest bucket       {1.01 / 0.99 - 1:.3f}, buckets {2 * math.ceil(math.log(1e21) / math.log(1.01 / 0.99)) + 1:,}")

print(f"burn                {1 / 6 / 0.02:.1f}; 14.4 times 0.1 is {14.4 * 0.1:.2f}")
print(f"ten in 100, 30 in 1,000 {binom.sf(9, 100, 0.02):.1e}, {binom.sf(29, 1_000, 0.02):.1e}")

kappa = cohens_kappa(numpy.array([[40, 10], [5, 45]]))
print(f"kappa               {kappa.kappa:.2f}, {kappa.kappa_low:.2f} to {kappa.kappa_upp:.2f}")
missed = proportion_confint(10, 50, alpha=0.05, method="wilson")
print(f"sensitivity         {1 - missed[1]:.3f} to {1 - missed[0]:.3f}")
se, sp, q = 40 / 50, 57 / 60, 120 / 1_000
rate = (q + sp - 1) / (se + sp - 1)
of_verdicts = q * (1 - q) / 1_000
of_judge = rate**2 * se * (1 - se) / 50 + (1 - rate) ** 2 * sp * (1 - sp) / 60
print(f"corrected           {rate:.3f}")
print(f"standard errors     {(of_verdicts + of_judge) ** 0.5 / (se + sp - 1):.3f}, {of_verdicts**0.5 / (se + sp - 1):.3f}")
