# Recomputes every p-value of an experiment's results from the aggregated numbers below. It needs Python 3.8 or later with SciPy 1.7 or
# later.
#   python3 <this file>
# It prints one line per p-value, and ends with exit code 1 if one does not agree.

import sys
from math import exp, isfinite, log, sqrt

import numpy as np
from scipy import optimize, special, stats

checks = 0
failures = 0


def check(name, reported, computed, tolerance=1e-6):
    global checks, failures
    agrees = isfinite(computed) and abs(computed - reported) <= tolerance * abs(reported) + 1e-300
    checks += 1
    failures += not agrees
    print(f"{'agrees' if agrees else 'DIFFERS':9} {name}: reported {reported:.10g}, computed {computed:.10g}")


# A proportion is [successes, users]; a mean is [users, mean, variance].


def z_of_proportions(a, b):
    p = (a[0] + b[0]) / (a[1] + b[1])
    return (b[0] / b[1] - a[0] / a[1]) / sqrt(p * (1 - p) * (1 / a[1] + 1 / b[1]))


def chi_square_test(a, b):
    return stats.chi2.sf(z_of_proportions(a, b) ** 2, 1)


def fisher_test(a, b):
    successes = a[0] + b[0]
    tables = stats.hypergeom.logpmf(np.arange(max(0, successes - b[1]), min(successes, a[1]) + 1), a[1] + b[1], successes, a[1])
    observed = stats.hypergeom.logpmf(a[0], a[1] + b[1], successes, a[1])
    return np.exp(tables[tables <= observed + 1e-7]).sum()


def degrees_of_freedom(a, b):
    x, y = a[2] / a[0], b[2] / b[0]
    return (x + y) ** 2 / (x**2 / (a[0] - 1) + y**2 / (b[0] - 1))


def standard_error(a, b):
    return sqrt(a[2] / a[0] + b[2] / b[0])


def z_of_means(a, b):
    return (b[1] - a[1]) / standard_error(a, b)


def one_sided(t, df=None):
    return stats.norm.sf(t) if df is None else stats.t.sf(t, df)


def two_sided(t, df=None):
    return 2 * one_sided(abs(t), df)


def welch_t_test(a, b):
    return two_sided(z_of_means(a, b), degrees_of_freedom(a, b))


def pooled_mean(mean, other):
    pooled = ((mean[0] - 1) * mean[2] + (other[0] - 1) * other[2]) / (mean[0] + other[0] - 2)
    return [mean[0], mean[1], pooled]


def pooled_t_test(a, b):
    return two_sided(z_of_means(pooled_mean(a, b), pooled_mean(b, a)), a[0] + b[0] - 2)


# Holm (1979) over the primary metrics, Benjamini and Hochberg (1995) over the secondary ones.


def holm(p, i):
    adjusted, highest = [0] * len(p), 0
    for rank, index in enumerate(np.argsort(p, kind="stable")):
        highest = max(highest, min(1, (len(p) - rank) * p[index]))
        adjusted[index] = highest
    return adjusted[i - 1]


def benjamini_hochberg(p, i):
    adjusted, lowest = [0] * len(p), 1
    order = list(np.argsort(p, kind="stable"))
    for rank in range(len(p), 0, -1):
        lowest = min(lowest, p[order[rank - 1]] * len(p) / rank)
        adjusted[order[rank - 1]] = lowest
    return adjusted[i - 1]


# The asymptotic confidence sequence at alpha = 0.01 (Waudby-Smith et al., arXiv 2103.06476v7, eq. 9, 155).


def always_valid(z, users, planned):
    alpha = 0.01
    information = users * (-2 * log(alpha) + log(1 - 2 * log(alpha))) / planned
    k = information + 1
    return min(1, exp(min(0, log(k) / 2 - information * z**2 / (2 * k))))


def one_sided_always_valid(z, users, planned):
    return 1 if z <= 0 else always_valid(z, users, planned)


# Counts of users against their planned shares.


def goodness_of_fit(observed, shares):
    expected = np.array(shares) * sum(observed) / sum(shares)
    return stats.chi2.sf(((np.array(observed) - expected) ** 2 / expected).sum(), len(observed) - 1)


def exact_binomial(observed, shares):
    return stats.binomtest(observed[0], sum(observed), shares[0] / sum(shares)).pvalue


def log_probability(count, share):
    return count * np.log(share) - special.gammaln(count + 1)


def exact_multinomial(observed, shares):
    shares = np.array(shares) / sum(shares)

    def tables(variant, rest):
        if variant == len(shares) - 2:
            x = np.arange(rest + 1)
            return log_probability(x, shares[variant]) + log_probability(rest - x, shares[-1])
        return np.concatenate([log_probability(x, shares[variant]) + tables(variant + 1, rest - x) for x in range(rest + 1)])

    every = tables(0, sum(observed))
    limit = log_probability(np.array(observed), shares).sum() + 1e-7
    return np.exp(every[every <= limit] - every.max()).sum() / np.exp(every - every.max()).sum()


def simulated_multinomial(observed, shares, draws):
    shares = np.array(shares) / sum(shares)
    drawn = np.random.default_rng(17000017).multinomial(sum(observed), shares, size=draws)
    limit = log_probability(np.array(observed), shares).sum() + 1e-7
    return (1 + (log_probability(drawn, shares).sum(axis=1) <= limit).sum()) / (1 + draws)


# All variants at once.


def chi_square_of_all(arms):
    x, n = np.array(arms, dtype=float).T
    p = x.sum() / n.sum()
    return stats.chi2.sf(((x - n * p) ** 2 / (n * p * (1 - p))).sum(), len(arms) - 1)


def welch_anova(arms):
    n, mean, variance = np.array(arms, dtype=float).T
    w, k = n / variance, len(arms)
    between = (w * (mean - (w * mean).sum() / w.sum()) ** 2).sum() / (k - 1)
    h = ((1 - w / w.sum()) ** 2 / (n - 1)).sum()
    return stats.f.sf(between / (1 + 2 * (k - 2) * h / (k**2 - 1)), k - 1, (k**2 - 1) / (3 * h))


def pooled_anova(arms):
    n, mean, variance = np.array(arms, dtype=float).T
    k = len(arms)
    within = ((n - 1) * variance).sum() / (n.sum() - k)
    between = (n * (mean - (n * mean).sum() / n.sum()) ** 2).sum() / (k - 1)
    return stats.f.sf(between / within, k - 1, n.sum() - k)


# Margins: how far the difference is above -margin (side -1), or below margin (side 1), in standard errors.


def margin_of_means(a, b, margin, side):
    return (margin - side * (b[1] - a[1])) / standard_error(a, b)


def margin_of_ratio_of_means(a, b, margin, side):
    bound = side * margin
    return -side * (b[1] - (1 + bound) * a[1]) / sqrt(b[2] / b[0] + (1 + bound) ** 2 * a[2] / a[0])


# The most likely rates with rate(b) = f(rate(a)): Farrington and Manning (1990), Miettinen and Nurminen (1985).


def most_likely(a, b, f, low, high):
    def gain(count, rate):
        return count / rate if count > 0 else 0

    def slope(p):
        q = f(p)
        return gain(a[0], p) - gain(a[1] - a[0], 1 - p) + (f(1) - f(0)) * (gain(b[0], q) - gain(b[1] - b[0], 1 - q))

    edge = (high - low) * 1e-14
    ends = low + edge, high - edge
    if slope(ends[0]) <= 0:
        p = low
    elif slope(ends[1]) >= 0:
        p = high
    else:
        p = optimize.brentq(slope, *ends, xtol=1e-16, rtol=1e-14)
    return p, min(1, max(0, f(p)))


def margin_of_proportions(a, b, margin, side):
    bound = side * margin
    p, q = most_likely(a, b, lambda rate: rate + bound, max(0, -bound), min(1, 1 - bound))
    return -side * (b[0] / b[1] - a[0] / a[1] - bound) / sqrt(p * (1 - p) / a[1] + q * (1 - q) / b[1])


def margin_of_ratio_of_proportions(a, b, margin, side):
    ratio = 1 + side * margin
    p, q = most_likely(a, b, lambda rate: ratio * rate, 0, min(1, 1 / ratio))
    return -side * (b[0] / b[1] - ratio * a[0] / a[1]) / sqrt(q * (1 - q) / b[1] + ratio**2 * p * (1 - p) / a[1])


