"""Power and sample size."""
import math

import exact
from mpmath import mp, mpf
from scipy import stats
from sources import MPMATH, R, STATSMODELS
from statsmodels.stats.power import TTestIndPower


def cases(book):
    for difference, variance in ((0.1, 1.0), (0.5, 1.0), (1.0, 1.0), (2.0, 1.0), (0.02, 1.0), (5.0, 900.0), (0.003, 0.25), (-0.4, 2.0)):
        for alpha, power in ((0.05, 0.8), (0.01, 0.9), (0.2, 0.5)):
            r = f"power.t.test(delta={abs(difference)!r},sd=sqrt({variance!r}),sig.level={alpha!r},power={power!r},strict=TRUE,tol=1e-12)$n"
            book.add("sampleSizeOfMeans", {"difference": difference, "variance": variance, "alpha": alpha, "power": power, "shares": [1, 1]},
                     {"users": [book.r.ask(f"ceiling({r})")] * 2}, f"{R.version} power.t.test strict", 0)

    for n, difference, variance in ((5, 1.0, 1.0), (64, 0.5, 1.0), (1000, 0.1, 1.0), (20, 3.0, 1.0), (3, 1.0, 4.0), (100_000, 0.01, 1.0)):
        for alpha in (0.05, 0.001):
            p = exact.power_of_t(n, n, mpf(difference) / mp.sqrt(mpf(variance) * 2 / n), alpha)
            book.same(p, book.r.ask(f"power.t.test(n={n},delta={difference!r},sd=sqrt({variance!r}),sig.level={alpha!r},strict=TRUE)$power"), 1e-7)
            book.add("powerOfMeans", {"total": 2 * n, "difference": difference, "variance": variance, "alpha": alpha, "shares": [1, 1]}, {"power": p},
                     f"{MPMATH}: the noncentral t integrated; {R.version} power.t.test agrees to 1e-7")

    for shares in ([9, 1], [1, 3], [80, 20]):
        for n, effect in ((100, 0.6), (2000, 0.15)):
            na, nb = n * shares[0] // sum(shares), n * shares[1] // sum(shares)
            p = exact.power_of_t(na, nb, mpf(effect) / mp.sqrt(mpf(1) / na + mpf(1) / nb), 0.05)
            book.same(p, TTestIndPower().power(effect, na, 0.05, ratio=nb / na), 1e-6)
            book.add("powerOfMeans", {"total": na + nb, "difference": effect, "variance": 1.0, "alpha": 0.05, "shares": shares}, {"power": p},
                     f"{MPMATH}: the noncentral t integrated; {STATSMODELS} TTestIndPower agrees to 1e-6")

    for a, b in ((0.1, 0.11), (0.2, 0.25), (0.05, 0.04), (0.5, 0.51), (0.001, 0.0013), (0.9, 0.95), (0.3, 0.9)):
        for alpha, power in ((0.05, 0.8), (0.01, 0.95)):
            r = f"power.prop.test(p1={a!r},p2={b!r},sig.level={alpha!r},power={power!r},tol=1e-12)$n"
            book.add("sampleSizeOfProportions", {"control": a, "test": b, "alpha": alpha, "power": power, "shares": [1, 1]},
                     {"users": [book.r.ask(f"ceiling({r})")] * 2}, f"{R.version} power.prop.test", 0)
            for n in (100, 5000):
                p = book.r.ask(f"power.prop.test(n={n},p1={a!r},p2={b!r},sig.level={alpha!r})$power")
                book.add("powerOfProportions", {"total": 2 * n, "control": a, "test": b, "alpha": alpha, "shares": [1, 1]}, {"power": p}, f"{R.version} power.prop.test")

    for n in (50, 800, 20_000):
        r = f"power.t.test(n={n},sd=1,power=0.8,strict=TRUE,tol=1e-13)$delta"
        book.add("detectableDifferenceOfMeans", {"total": 2 * n, "variance": 1.0, "alpha": 0.05, "power": 0.8, "shares": [1, 1]}, {"difference": book.r.ask(r)},
                 f"{R.version} power.t.test strict", 1e-7)
        r = f"power.prop.test(n={n},p1=0.1,power=0.8,tol=1e-13)$p2"
        book.add("detectableDifferenceOfProportions", {"total": 2 * n, "control": 0.1, "increase": True, "alpha": 0.05, "power": 0.8, "shares": [1, 1]},
                 {"difference": book.r.ask(f"{r}-0.1")}, f"{R.version} power.prop.test", 1e-7)
