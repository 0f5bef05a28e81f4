"""More than two arms, families of p-values, sample ratio, moments."""
import exact
from sources import MPMATH, R, vector
from scipy import stats


def cases(book):
    for arms in (
        [(10, 100), (20, 110), (15, 90)], [(0, 40), (5, 40), (9, 41), (3, 39)], [(120_000, 1_000_000), (121_000, 1_000_000), (119_500, 1_000_000)],
        [(50, 100), (50, 100), (50, 100)], [(1, 5), (4, 6), (2, 7)], [(300, 1000), (420, 1000), (300, 1000), (310, 1000), (295, 1000)], [(7, 90), (30, 95)],
        [(10_000, 50_000), (12_000, 50_000), (10_100, 50_000)],
    ):
        table = f"matrix({vector([x for x, _ in arms] + [n - x for x, n in arms])},{len(arms)})"
        r = f"chisq.test({table},correct=FALSE)"
        book.add("omnibusPearson", {"arms": [list(a) for a in arms]}, {"statistic": book.r.ask(r + "$statistic"), "df": [len(arms) - 1], "p": book.r.ask(r + "$p.value")},
                 f"{R.version} chisq.test")

    for k in (2, 3, 4, 6):
        for n in (3, 12, 45):
            groups = [[round(book.random.gauss(10 + 0.4 * i, 1 + i / 2), 3) for _ in range(n + i)] for i in range(k)]
            labels = [float(i) for i, group in enumerate(groups) for _ in group]
            values = [v for group in groups for v in group]
            r = f"oneway.test(y~g,data.frame(y={vector(values)},g=factor({vector(labels)})))"
            book.add("welchAnova", {"arms": [{"values": group} for group in groups]},
                     {"statistic": book.r.ask(r + "$statistic"), "df": book.r.ask(r + "$parameter"), "p": book.r.ask(r + "$p.value")}, f"{R.version} oneway.test")

    families = [
        [0.01, 0.04, 0.03, 0.005], [0.5], [0.2, None, 0.01], [None, None], [], [0.05, 0.05, 0.05], [1.0, 0.9, 0.8], [1e-300, 1e-200, 0.03, None, 1.0],
        [0.04, 0.001, 0.04, 0.04], [0.0, 0.5],
    ]
    families += [[round(book.random.random() ** 3, 6) for _ in range(m)] for m in (2, 5, 9, 20)]
    for family in families:
        for method, name in (("holm", "holm"), ("benjaminiHochberg", "BH")):
            if not any(p is not None for p in family):
                expected = family
            elif len(family) == 1:
                expected = [book.r.ask(f"p.adjust({vector(family)},'{name}')")]
            else:
                expected = book.r.ask(f"p.adjust({vector(family)},'{name}')")
            book.add(method, {"p": family}, {"p": expected}, f"{R.version} p.adjust")

    for observed, weights in (
        ([500, 500], [50, 50]), ([5100, 4900], [1, 1]), ([821_588, 815_482], [0.5, 0.5]), ([1000, 480, 520], [50, 25, 25]), ([10, 0], [1, 1]), ([700, 310, 0], [70, 30, 0]),
        ([90_100, 9_900], [90_000, 10_000]), ([333, 333, 334], [1, 1, 1]), ([1_000_000, 1_010_000], [1, 1]), ([3, 1], [3, 1]),
    ):
        served = [i for i, w in enumerate(weights) if w > 0]
        total = sum(observed[i] for i in served)
        expected = [w / sum(weights) * total for w in weights]
        r = f"chisq.test({vector([observed[i] for i in served])},p={vector([weights[i] for i in served])},rescale.p=TRUE)"
        book.add("sampleRatio", {"observed": observed, "weights": weights}, {"p": book.r.ask(r + "$p.value"), "statistic": book.r.ask(r + "$statistic"), "expected": expected},
                 f"{R.version} chisq.test")

    for offset, scale in ((0, 1), (1e9, 1), (-5, 1e-6), (3, 1e8)):
        for n in (2, 10, 200):
            values = [offset + scale * round(book.random.gauss(0, 1), 6) for _ in range(n)]
            count, mean, variance = exact.moments(values)
            book.add("moments", {"values": values}, {"count": count, "mean": mean, "variance": variance}, "Python fractions", 1e-9 if offset != 1e9 else 1e-8)
