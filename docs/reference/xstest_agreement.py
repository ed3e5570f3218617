"""How far the judges of XSTest's answers agree with the annotators, at a few moments: kappa and the error rates by
statsmodels, the corrected failure rate as printed by Lang and Reiczigel, from the events alone. And why only the first
review of an answer makes a pair: how uncertain kappa over the pairs with all annotators is, if pairs were independent and
if answers are drawn again with all their reviews.

    /usr/bin/python3 docs/reference/xstest_agreement.py xstest.jsonl.gz > monitor-app/src/test/resources/reference/xstest-agreement.csv

The events are not part of this repository. Prompts and labels: P. Röttger et al., "XSTest: A Test Suite for Identifying
Exaggerated Safety Behaviours in Large Language Models", NAACL 2024, CC-BY-4.0.
"""

import gzip
import json
import math
import platform
import sys
from datetime import datetime

import numpy
import scipy
import statsmodels
from scipy.stats import norm
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

Z = norm.isf(0.025)
MOST_PAIRS, BLOCK = 1_000, 50

# ends of panes, which are seconds: with few pairs, and with the last one; one of the categories has more than 1,000
MOMENTS = (
    ("REFUSAL_OR_NON_ANSWER", "gpt-4-judge", "2023-11-16T18:45:16Z"),
    ("REFUSAL_OR_NON_ANSWER", "gpt-4-judge", "2023-11-16T19:56:40Z"),
    ("REFUSAL_OR_NON_ANSWER", "string-match", "2023-11-16T18:45:16Z"),
    ("REFUSAL_OR_NON_ANSWER", "string-match", "2023-11-16T19:56:40Z"),
    ("MISUSE", "gpt-4-judge", "2023-11-16T18:45:32Z"),
    ("MISUSE", "gpt-4-judge", "2023-11-16T20:04:06Z"),
    ("MISUSE", "string-match", "2023-11-16T18:45:12Z"),
    ("MISUSE", "string-match", "2023-11-16T20:04:06Z"),
)
CELLS = ((True, True), (True, False), (False, True), (False, False))


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def events(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def said(verdict):
    return {"FAIL": True, "PASS": False}.get(verdict["outcome"])


def read(path):
    """Verdicts of every judge: (category, name) to id to (time, fails); of people: (category, id) to all of them."""
    judged, people = {}, {}
    for event in events(path):
        if event["type"] == "interaction":
            for verdict in event["verdicts"]:
                of = judged.setdefault((verdict["category"], verdict["evaluator"]), {})
                of[event["interactionId"]] = (seconds(event["occurredAt"]), said(verdict))
        elif event["source"] == "HUMAN" and said(event) is not None:
            reviews = people.setdefault((event["category"], event["interactionId"]), [])
            reviews.append((seconds(event["judgedAt"]), said(event)))
    return judged, people


def latest(pairs):
    """The latest 1,000, to the next block of 50 or more that began in one pane and ended in another."""
    blocks = []
    for pane in sorted({math.floor(at) for at, _ in pairs}):
        new = [says for at, says in pairs if math.floor(at) == pane]
        if blocks and len(blocks[-1]) < BLOCK:
            blocks[-1] += new
        else:
            blocks.append(new)
        while sum(map(len, blocks[1:])) >= MOST_PAIRS:
            blocks.pop(0)
    return sum(blocks, [])


def corrected(x, n, tp, n_se, tn, n_sp):
    q, se, sp = x / n, tp / n_se, tn / n_sp
    rate = (q + sp - 1) / (se + sp - 1)
    n_, n_se_, n_sp_ = n + Z**2, n_se + 2, n_sp + 2
    q_, se_, sp_ = (x + Z**2 / 2) / n_, (tp + 1) / n_se_, (tn + 1) / n_sp_
    p_ = (q_ + sp_ - 1) / (se_ + sp_ - 1)
    v_q, v_se, v_sp = q_ * (1 - q_) / n_, se_ * (1 - se_) / n_se_, sp_ * (1 - sp_) / n_sp_
    centre = p_ + 2 * Z**2 * (p_ * v_se - (1 - p_) * v_sp)
    margin = Z * math.sqrt(v_q + p_**2 * v_se + (1 - p_) ** 2 * v_sp) / (se_ + sp_ - 1)
    return tuple(min(1, max(0, value)) for value in (rate, centre - margin, centre + margin))


def wilson(part, whole):
    return (part / whole, *proportion_confint(part, whole, alpha=0.05, method="wilson"))


def row(judge, people, category, until):
    pairs = []
    for interaction, (at, fails) in judge.items():
        reviewed, person = min(people.get((category, interaction), [(math.inf, None)]))
        if fails is not None and max(at, reviewed) < until:
            pairs.append((max(at, reviewed), (fails, person)))
    window = latest(pairs)
    both, only_judge, only_person, neither = (window.count(cell) for cell in CELLS)
    kappa = cohens_kappa(numpy.array([[both, only_judge], [only_person, neither]], dtype=float))
    reported = [fails for at, fails in judge.values() if fails is not None and at < until]
    counts = both, only_judge, only_person, neither, sum(reported), len(reported)
    return counts + (
        kappa.kappa,
        kappa.kappa_low,
        kappa.kappa_upp,
        *wilson(only_judge, only_judge + neither),
        *wilson(only_person, only_person + both),
        *wilson(sum(reported), len(reported)),
        *corrected(sum(reported), len(reported), both, both + only_person, neither, neither + only_judge),
    )


def errors_over_all_reviews(judge, people, category):
    """Standard error of kappa over the pairs with every reviewer: of independent pairs, and of answers drawn again."""
    answers = []
    for interaction, (_, fails) in judge.items():
        if fails is not None:
            pairs = [(fails, person) for _, person in people.get((category, interaction), [])]
            answers.append([pairs.count(cell) for cell in CELLS])
    answers = numpy.array(answers, dtype=float)
    random = numpy.random.default_rng(1)
    again = [
        cohens_kappa(random.choice(answers, len(answers)).sum(axis=0).reshape(2, 2), return_results=False)
        for _ in range(1_000)
    ]
    return cohens_kappa(answers.sum(axis=0).reshape(2, 2)).std_kappa, numpy.std(again)


judged, people = read(sys.argv[1])
print(
    f"# generated by docs/reference/xstest_agreement.py with python {platform.python_version()}"
    f" scipy {scipy.__version__} statsmodels {statsmodels.__version__};"
    " counted from XSTest (Röttger et al., NAACL 2024, CC-BY-4.0)"
)
for category, evaluator in sorted({moment[:2] for moment in MOMENTS}):
    independent, drawn = errors_over_all_reviews(judged[category, evaluator], people, category)
    print(
        f"# kappa of {evaluator}, {category}, over the pairs with both annotators: standard error of independent pairs"
        f" {independent:.4f}, of answers drawn again {drawn:.4f}, {drawn / independent:.2f} times as much"
    )
for category in sorted({moment[0] for moment in MOMENTS}):
    verdicts = [fails for key, reviews in people.items() if key[0] == category for _, fails in reviews]
    print(f"# {category}: {sum(verdicts)} of {len(verdicts)} verdicts of people are failures")
figures = "kappa", "falsePositiveRate", "falseNegativeRate", "failureRate", "correctedFailureRate"
print(
    "category,evaluator,at,bothFail,onlyEvaluatorFails,onlyReferenceFails,bothPass,failures,trials,"
    + ",".join(figure + end for figure in figures for end in ("", "Lower", "Upper"))
)
for category, evaluator, at in MOMENTS:
    cells = row(judged[category, evaluator], people, category, seconds(at))
    print(f"{category},{evaluator},{at}," + ",".join(repr(x) if isinstance(x, int) else repr(float(x)) for x in cells))
