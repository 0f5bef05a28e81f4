"""Two arms: means, proportions, lift, ratios, CUPED, quantiles, always-valid, Bayesian."""
import math

import exact
import numpy
import statsmodels.api
from mpmath import mp, mpf
from scipy import stats
from sources import MPMATH, NUMPY, SCIPY, STATSMODELS, R, vector
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def cases(book):
    welch_from_values(book)
    welch_from_moments(book)
    lift(book)
    proportions(book)
    fisher(book)
    ratio(book)
    cuped(book)
    quantiles(book)
    always_valid(book)
    bayesian(book)


def arm(count, mean, variance):
    return {"count": count, "mean": float(mean), "variance": float(variance)}


def draw(book, n, kind):
    rng = book.random
    match kind:
        case "normal":
            return [round(rng.gauss(10, 3), 4) for _ in range(n)]
        case "revenue":
            return [round(rng.lognormvariate(4, 1.5), 2) if rng.random() < 0.3 else 0.0 for _ in range(n)]
        case "offset":
            return [1e6 + round(rng.gauss(0, 1), 3) for _ in range(n)]
        case "count":
            return [float(min(40, int(rng.expovariate(0.5)))) for _ in range(n)]
    raise ValueError(kind)


def welch_from_values(book):
    for kind in ("normal", "revenue", "offset", "count"):
        for n in (2, 3, 7, 25, 60):
            for alpha in (0.05, 0.01):
                control, test = draw(book, n, kind), draw(book, n + 3, kind)
                if len(set(control)) < 2 or len(set(test)) < 2:
                    continue
                r = f"t.test({vector(test)},{vector(control)},conf.level={1 - alpha!r})"
                # A mean around 1e6 has ten digits after the point in 64 bits, and a difference of 0.1 nine.
                tolerance = 1e-9 if kind != "offset" else 1e-6
                book.add(
                    "welch", {"control": {"values": control}, "test": {"values": test}, "alpha": alpha},
                    {"statistic": book.r.ask(r + "$statistic"), "df": book.r.ask(r + "$parameter"), "p": book.r.ask(r + "$p.value"),
                     "interval": book.r.ask(r + "$conf.int")}, f"{R.version} t.test", tolerance)


def welch_from_moments(book):
    shapes = [
        ((2, 1.0, 0.5), (2, 1.5, 0.25)), ((2, 0.0, 1e-12), (2, 1.0, 4.0)), ((3, 5.0, 2.0), (400, 5.5, 9.0)),
        ((100, 0.1, 0.09), (120, 0.13, 0.1131)), ((1000, 12.5, 400.0), (1000, 13.5, 420.0)), ((10_000, 3.2, 55.0), (500, 3.4, 48.0)),
        ((250_000, 1.0, 2.0), (250_000, 1.01, 2.0)), ((5_000_000, 1.0, 2.0), (5_000_000, 1.001, 2.1)), ((80_000_000, 7.0, 3.0), (80_000_000, 7.0004, 3.0)),
        ((10**9, 7.0, 3.0), (10**9, 7.00004, 3.0)), ((1000, -4.0, 9.0), (1000, -3.5, 16.0)), ((1000, 1e-6, 1e-12), (1000, 1.1e-6, 1.2e-12)),
        ((1000, 1e12, 1e20), (1000, 1.001e12, 1e20)), ((50, 4.0, 0.0), (60, 4.2, 0.5)), ((60, 4.2, 0.5), (50, 4.0, 0.0)),
        ((500, 2.0, 1.0), (500, 2.0, 1.0)), ((1_000_000, 0.0, 1.0), (1_000_000, 0.03, 1.0)), ((1_000_000, 0.0, 1.0), (1_000_000, 0.052, 1.0)),
        ((40, 0.0, 1.0), (40, 9.0, 1.0)), ((12, 0.0, 1.0), (9, 1e6, 1.0)), ((3_000_000, 1.0, 1.0), (3_000_000, 1.0002, 1.0)),
        ((100_000, 0.0, 1.0), (100_000, 0.1656, 1.0)), ((1000, 0.0, 1.0), (1000, 1.9, 1.0)),
    ]
    for control, test in shapes:
        for alpha in (0.05, 0.001):
            difference, se, t, df = exact.welch(control, test)
            p = exact.student_two_sided(t, df)
            critical = exact.student_critical(alpha, df, exact.normal_critical(alpha))
            scipy_t, scipy_p = stats.ttest_ind_from_stats(test[1], math.sqrt(test[2]), test[0], control[1], math.sqrt(control[2]), control[0], equal_var=False)
            book.same(t, scipy_t, 1e-7)
            if scipy_p > 1e-200:
                book.same(p, scipy_p, 1e-6)
            book.add(
                "welch", {"control": arm(*control), "test": arm(*test), "alpha": alpha},
                {"difference": difference, "standardError": se, "statistic": t, "df": df, "p": p, "interval": [difference - critical * se, difference + critical * se]},
                f"{MPMATH}; {SCIPY} ttest_ind_from_stats agrees to 1e-6")


def lift(book):
    shapes = [
        ((1000, 10.0, 100.0), (1000, 11.0, 120.0)), ((50_000, 0.2, 0.16), (50_000, 0.21, 0.1659)), ((200, 5.0, 400.0), (210, 7.0, 500.0)),
        ((100, 1.0, 9.0), (100, 1.2, 9.0)), ((30, 2.0, 25.0), (30, 1.0, 16.0)), ((100, -3.0, 4.0), (100, -2.5, 4.0)), ((40, -1.0, 8.0), (40, 0.5, 8.0)),
        ((10, 4.0, 1.0), (12, 5.0, 2.0)), ((500, 3.0, 0.0), (500, 3.1, 1.0)), ((500, 3.0, 1.0), (500, 3.1, 0.0)), ((1000, 10.0, 90.0), (1000, 0.0, 0.0)),
        ((2_000_000, 0.001, 0.000999), (2_000_000, 0.0012, 0.00119856)), ((150, 1.0, 20.0), (150, 1.0, 20.0)), ((1000, 1e-9, 1e-20), (1000, 2e-9, 1e-20)),
        ((64, 1.0, 15.0), (64, 3.0, 15.0)), ((3, 10.0, 4.0), (3, 12.0, 9.0)), ((300, 100.0, 40_000.0), (300, 90.0, 40_000.0)),
    ]
    for control, test in shapes:
        for alpha in (0.05, 0.01):
            _, _, _, df = exact.welch(control, test)
            critical = exact.student_critical(alpha, df, exact.normal_critical(alpha))
            (na, ma, va), (nb, mb, vb) = [[mpf(x) for x in a] for a in (control, test)]
            g = critical ** 2 * va / na / ma ** 2
            relative = mb / ma - 1
            # The gradient of mB/mA by differentiation, not by the formula on paper.
            slope_a = mp.diff(lambda x: mb / x, ma)
            se = mp.sqrt(vb / nb / ma ** 2 + slope_a ** 2 * va / na)
            if g >= 1:
                interval, method = None, "Fieller"
            else:
                delta, fieller = [relative - critical * se, relative + critical * se], exact.fieller(control, test, critical)
                agree = (delta[0] <= 0 <= delta[1]) == (fieller[0] <= 0 <= fieller[1])
                interval, method = (delta, "delta method") if g < mpf("0.05") and agree else (fieller, "Fieller")
            if ma < 0:
                # Of the absolute value of the control's mean.
                relative, interval = -relative, interval and [-interval[1], -interval[0]]
            book.add(
                "lift", {"control": arm(*control), "test": arm(*test), "alpha": alpha},
                {"relative": relative, "standardError": se, "interval": interval, "method": method, "unbounded": bool(g >= 1)}, MPMATH)


TABLES = [
    ((10, 100), (20, 100)), ((120, 1000), (150, 1010)), ((0, 50), (6, 50)), ((50, 50), (43, 50)), ((0, 1000), (1000, 1000)), ((1, 20_000), (25, 20_000)),
    ((5000, 100_000), (5200, 100_000)), ((500_000, 1_000_000), (520_000, 1_000_000)), ((3, 10), (9, 11)), ((7, 7), (0, 7)), ((300, 10_000), (30, 1000)),
    ((50, 100), (50, 100)), ((49_999, 100_000), (50_001, 100_000)), ((12_345, 777_777), (13_000, 777_000)), ((9, 1_000_000), (30, 1_000_000)),
    ((100_000_000, 400_000_000), (100_050_000, 400_000_000)), ((999_990, 1_000_000), (999_970, 1_000_000)), ((20, 30), (2, 40)),
]


def proportions(book):
    for (xa, na), (xb, nb) in TABLES:
        table = f"matrix(c({xb},{xa},{nb - xb},{na - xa}),2)"
        for yates in (False, True):
            r = f"chisq.test({table},correct={'TRUE' if yates else 'FALSE'})"
            statistic, p = stats.chi2_contingency([[xb, nb - xb], [xa, na - xa]], correction=yates)[:2]
            a, b, n = mpf(xa), mpf(xb), mpf(na + nb)
            cross = abs(b * (na - xa) - a * (nb - xb))
            cross = max(mpf(0), cross - n / 2) if yates else cross
            chi = n * cross ** 2 / (mpf(na) * nb * (a + b) * (n - a - b))
            if chi > 0:
                book.same(chi, statistic, 1e-6)
                book.same(chi, book.r.ask(r + "$statistic"), 1e-6)
            book.add(
                "chiSquare", {"control": [xa, na], "test": [xb, nb], "alpha": 0.05, "yates": yates},
                {"statistic": chi, "p": exact.chi_square(chi, 1)}, f"{MPMATH}; {R.version} chisq.test and {SCIPY} chi2_contingency agree to 1e-6", 1e-9 if chi < 1000 else 1e-6)

    for (xa, na), (xb, nb) in TABLES + [((0, 10), (0, 20)), ((10, 10), (20, 20)), ((1, 1), (0, 1)), ((1, 2), (1, 3)), ((0, 1_000_000), (3, 1_000_000))]:
        for alpha in (0.05, 0.01):
            low, high = confint_proportions_2indep(xb, nb, xa, na, method="newcomb", compare="diff", alpha=alpha)
            book.add("newcombe", {"control": [xa, na], "test": [xb, nb], "alpha": alpha}, {"interval": [low, high]}, f"{STATSMODELS} confint_proportions_2indep")
    for x, n in ((0, 10), (10, 10), (1, 10), (1, 1_000_000), (999_999, 1_000_000), (35, 80)):
        low, high = proportion_confint(x, n, 0.05, method="wilson")
        book.add("wilson", {"arm": [x, n], "alpha": 0.05}, {"interval": [max(0, low) if x else 0, high]}, f"{STATSMODELS} proportion_confint", 1e-9 if x not in (1,) else 1e-7)


def fisher(book):
    tables = [t for t in TABLES if t[0][1] <= 2_000_000 and (t[0][0] + t[1][0]) < 30_000]
    tables += [((x, 10), (y, 12)) for x in (0, 1, 4, 10) for y in (0, 3, 8, 12)]
    tables += [
        ((2, 1_000_000), (9, 1_000_000)), ((0, 1_000_000), (4, 1_000_000)), ((1, 3), (700_000, 1_000_000)), ((0, 2), (5, 900_000)), ((3, 5_000_000), (4, 10)),
        ((0, 100_000_000), (3, 50_000_000)), ((99_999_999, 100_000_000), (49_999_997, 50_000_000)), ((0, 300), (300, 300)), ((10, 1000), (500, 1000)),
        ((1, 1), (0, 1)), ((0, 1), (1, 1)), ((2, 4), (2, 4)), ((30_000, 100_000), (31_000, 100_000)), ((400, 2000), (900, 2100)),
    ]
    for (xa, na), (xb, nb) in tables:
        p = exact.fisher(xb, nb, xa, na)
        if na + nb < 10_000_000:
            book.same(book.r.ask(f"fisher.test(matrix(c({xb},{xa},{nb - xb},{na - xa}),2))$p.value"), p, 1e-8)
        else:
            book.same(float(stats.fisher_exact([[xb, nb - xb], [xa, na - xa]])[1]), p, 1e-5)
        book.add("fisher", {"control": [xa, na], "test": [xb, nb]}, {"p": p}, f"{MPMATH}; {R.version} fisher.test agrees" if na + nb < 10_000_000 else f"{MPMATH}; {SCIPY} fisher_exact agrees to 1e-5")


def ratio(book):
    for n in (2, 5, 40, 200):
        for offset in (0, 5):
            denominator = [float(book.random.randint(0 if offset else 1, 6) + offset) for _ in range(n)]
            numerator = [round(d * book.random.uniform(0.5, 2.5), 3) for d in denominator]
            d, m = numpy.array(denominator), numpy.array(numerator)
            value = m.sum() / d.sum()
            # The delta method's linearisation user by user, not through covariances.
            linear = (m - value * d) / d.mean()
            book.add("ratio", {"denominator": denominator, "numerator": numerator}, {"ratio": value, "variance": linear.var(ddof=1)}, f"{NUMPY}, linearised per user")


def cuped(book):
    for n in (5, 30, 150):
        for slope in (0.0, 0.7, -1.3):
            arms = []
            for effect, size in ((0, n), (0.4, n + 4)):
                before = [round(book.random.gauss(5, 2), 3) for _ in range(size)]
                after = [round(effect + slope * x + book.random.gauss(0, 1), 3) for x in before]
                arms.append((before, after))
            x = numpy.array(arms[0][0] + arms[1][0])
            y = numpy.array(arms[0][1] + arms[1][1])
            theta = statsmodels.api.OLS(y, statsmodels.api.add_constant(x)).fit().params[1]
            adjusted = [numpy.array(after) - theta * (numpy.array(before) - x.mean()) for before, after in arms]
            answer = stats.ttest_ind(adjusted[1], adjusted[0], equal_var=False)
            book.add(
                "cuped", {"arms": [{"before": b, "after": a} for b, a in arms], "alpha": 0.05},
                {"theta": theta, "means": [a.mean() for a in adjusted], "variances": [a.var(ddof=1) for a in adjusted], "statistic": answer.statistic, "p": answer.pvalue},
                f"{STATSMODELS} OLS, {SCIPY} ttest_ind on adjusted values", 1e-8)


def quantiles(book):
    for q in (0.1, 0.5, 0.9, 0.95):
        for n in (101, 400, 1000):
            alpha = 0.05
            z = exact.normal_critical(alpha)
            arms, parts, expected = [], [], []
            for shift in (0, 6):
                values = sorted(round(book.random.lognormvariate(4, 0.8) + shift, 2) for _ in range(n))
                h = float(z) * math.sqrt(q * (1 - q) / n)
                at, low, high = (float(numpy.quantile(values, r)) for r in (q, q - h, q + h))
                book.same(book.r.ask(f"quantile({vector(values)},{vector([q, q - h, q + h])},type=7)"), [at, low, high], 1e-9)
                arms.append({"users": n, "at": at, "low": low, "high": high})
                parts.append((mpf(at), (mpf(high) - mpf(low)) / (2 * z)))
                expected.append(float(h))
            difference = parts[1][0] - parts[0][0]
            se = mp.sqrt(parts[0][1] ** 2 + parts[1][1] ** 2)
            book.add(
                "quantile", {"quantile": q, "control": arms[0], "test": arms[1], "alpha": alpha},
                {"reach": expected[0], "difference": difference, "standardError": se, "statistic": difference / se, "p": exact.normal_two_sided(difference / se),
                 "interval": [difference - z * se, difference + z * se]}, f"{NUMPY} quantile, {R.version} quantile type 7, {MPMATH}")
    for n in (1, 2, 3, 10, 57):
        for share in (0, 0.25, 0.5, 0.9, 0.99, 1):
            values = sorted(round(book.random.lognormvariate(3, 1), 2) for _ in range(n))
            book.add("percentile", {"ascending": values, "share": share}, {"value": book.r.ask(f"quantile({vector(values)},{share!r},type=7)")}, f"{R.version} quantile type 7")


def always_valid(book):
    for na, nb, planned in ((100, 100, 10_000), (5000, 5000, 10_000), (700, 900, 1000), (1_000_000, 900_000, 50_000), (100, 3000, 2_000_000), (20_000, 20_000, 40_000)):
        for z in (0, 0.5, 2.5, -4, 12):
            for alpha in (0.01, 0.05):
                va, vb = 2.0, 3.0
                se = mp.sqrt(mpf(va) / na + mpf(vb) / nb)
                mean = float(z * se)
                exact_z = mpf(mean) / se
                half = exact.always_valid_half_width(se, na + nb, planned, alpha)
                e = exact.log_e(exact_z, na + nb, planned, alpha)
                book.add(
                    "alwaysValid", {"control": arm(na, 0, va), "test": arm(nb, mean, vb), "alpha": alpha, "plannedTotal": planned},
                    {"interval": [mpf(mean) - half, mpf(mean) + half], "logE": e, "p": min(mpf(1), mp.exp(-e))}, f"{MPMATH}: the mixture integrated, the interval by root finding")


def bayesian(book):
    for lift_ in (0.0, 0.02, -0.05, 0.3, -0.9, 2.0):
        for se in (0.001, 0.02, 0.2, 1.5):
            for increase in (True, False):
                chance, loss, mean, sd = exact.posterior(lift_, se, 1 if increase else -1)
                if min(chance, loss) < mpf("1e-60"):
                    continue
                z = exact.normal_critical(0.05)
                book.add(
                    "bayesian", {"lift": lift_, "standardError": se, "increase": increase},
                    {"chanceToWin": chance, "expectedLoss": loss, "interval": [mean - z * sd, mean + z * sd]}, f"{MPMATH}: likelihood × prior integrated", 1e-9)
