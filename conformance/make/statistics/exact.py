"""Definitions evaluated with 50 digits: the truth where programs lose digits."""
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

mp.dps = 50


def moments(values):
    """Count, mean and sample variance without rounding on the way."""
    exact = [Fraction(v) for v in values]
    mean = sum(exact) / len(exact)
    m2 = sum((v - mean) ** 2 for v in exact)
    return len(exact), to_mpf(mean), to_mpf(m2 / (len(exact) - 1)) if len(exact) > 1 else None


def to_mpf(fraction):
    return mpf(fraction.numerator) / mpf(fraction.denominator)


def normal_two_sided(z):
    return mp.erfc(abs(mpf(z)) / mp.sqrt(2))


def student_two_sided(t, df):
    """Twice the integral of the density from t on: piece by piece, each twice as wide as the one before; heavy tails as the incomplete beta they are."""
    t, df = abs(mpf(t)), mpf(df)
    if df < 50:
        x = df / (df + t * t)
        with mp.workdps(100):
            return mp.betainc(df / 2, mpf(1) / 2, 0, x, regularized=True) if x < 0.75 else 1 - mp.betainc(mpf(1) / 2, df / 2, 0, 1 - x, regularized=True)
    log_density = lambda x: -(df + 1) / 2 * mp.log1p(x * x / df)
    top = log_density(t)
    width = min(mpf(1), (df + t * t) / ((df + 1) * t)) if t > 0 else mpf(1)
    points = [t]
    while log_density(points[-1]) - top > -80:
        points.append(points[-1] + width)
        width *= 2
    area = mp.quad(lambda x: mp.exp(log_density(x) - top), points)
    log_constant = mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(df * mp.pi) / 2
    return 2 * area * mp.exp(top + log_constant)


def student_critical(alpha, df, start):
    """From a start that is not above the root: out until the tail is small enough, then between the two."""
    gap = lambda u: mp.log(student_two_sided(mp.exp(u), df)) - mp.log(mpf(alpha))
    low, step = mp.log(mpf(start)) - mpf("1e-6"), mpf("2e-6")
    while gap(low) < 0:
        low, step = low - step, step * 4
    high = low + step
    while gap(high) > 0:
        low, high, step = high, high + 2 * step, 2 * step
    return mp.exp(mp.findroot(gap, (low, high), solver="anderson", tol=1e-30, maxsteps=200))


def normal_critical(alpha):
    start = mp.sqrt(-2 * mp.log(mpf(alpha)))
    return mp.findroot(lambda z: mp.log(normal_two_sided(z)) - mp.log(mpf(alpha)), start)


def chi_square(x, df):
    return mp.gammainc(mpf(df) / 2, mpf(x) / 2, mp.inf, regularized=True)


def f_tail(f, d1, d2):
    a, b = mpf(d2) / 2, mpf(d1) / 2
    x = 1 / (1 + b / a * mpf(f))
    with mp.workdps(400):
        return mp.betainc(a, b, 0, x, regularized=True) if x < 0.5 else 1 - mp.betainc(b, a, 0, 1 - x, regularized=True)


def welch(control, test):
    """control, test: count, mean, variance."""
    (na, ma, va), (nb, mb, vb) = [[mpf(x) for x in arm] for arm in (control, test)]
    a, b = va / na, vb / nb
    se = mp.sqrt(a + b)
    return (mb - ma), se, (mb - ma) / se, (a + b) ** 2 / (a ** 2 / (na - 1) + b ** 2 / (nb - 1))


def fieller(control, test, critical):
    """The two ρ where |mB − ρ·mA| = c·√(vB/nB + ρ²·vA/nA), by root finding on either side of R; minus 1."""
    (na, ma, va), (nb, mb, vb) = [[mpf(x) for x in arm] for arm in (control, test)]
    a, b, c = va / na, vb / nb, mpf(critical)
    gap = lambda rho: abs(mb - rho * ma) - c * mp.sqrt(b + rho ** 2 * a)
    ratio = mb / ma
    ends = []
    for side in (-1, 1):
        step = c * mp.sqrt(b + ratio ** 2 * a) / abs(ma) / 2
        far = ratio
        while gap(far) <= 0:
            step *= 2
            far = ratio + side * step
        low, high = ratio, far
        for _ in range(220):
            middle = (low + high) / 2
            low, high = (middle, high) if gap(middle) <= 0 else (low, middle)
        ends.append(low - 1)
    return ends


def fisher(x1, n1, x2, n2):
    """All tables in the margins with rational weights, R's rule for ties (1 + 1e-7)."""
    k, failures = x1 + x2, n1 + n2 - x1 - x2
    low, high = max(0, n1 - failures), min(n1, k)
    log_weight = lambda x: -(mp.loggamma(x + 1) + mp.loggamma(n1 - x + 1) + mp.loggamma(k - x + 1) + mp.loggamma(failures - n1 + x + 1))
    sd = mp.sqrt(mpf(n1) * n2 * k * failures) / (n1 + n2) ** mpf(1.5)
    mode = int(mpf(n1) * k / (n1 + n2))
    reach = int(45 * sd) + 60 + abs(x1 - mode)
    low, high = max(low, mode - reach), min(high, mode + reach)
    weight = mp.exp(log_weight(low) - log_weight(mode))
    weights = {}
    for x in range(low, high + 1):
        weights[x] = weight
        weight = weight * (n1 - x) * (k - x) / ((x + 1) * mpf(failures - n1 + x + 1)) if x < high else weight
    limit = weights[x1] * (1 + mpf("1e-7"))
    return sum(w for w in weights.values() if w <= limit) / sum(weights.values())


def log_e(z, users, planned, alpha):
    """The mixture martingale itself: ln ∫ exp(λS − λ²N/2) dN(λ; 0, ρ²) with S = z√N."""
    z, users = mpf(z), mpf(users)
    rho2 = (-2 * mp.log(mpf(alpha)) + mp.log(1 - 2 * mp.log(mpf(alpha)))) / mpf(planned)
    s = z * mp.sqrt(users)
    precision = users + 1 / rho2
    centre, width = s / precision, 1 / mp.sqrt(precision)
    top = s * centre - precision * centre ** 2 / 2
    integrand = lambda l: mp.exp(l * s - l * l * precision / 2 - top)
    area = mp.quad(integrand, [centre + width * i for i in range(-16, 17, 2)])
    return mp.log(area / mp.sqrt(2 * mp.pi * rho2)) + top


def always_valid_half_width(se, users, planned, alpha):
    """The difference at which e = 1/α."""
    target = -mp.log(mpf(alpha))
    z = mp.findroot(lambda z: log_e(z, users, planned, alpha) - target, mp.sqrt(2 * target) + 1)
    return z * mpf(se)


def posterior(lift, se, sign):
    """Chance to win, expected loss, ends and moments of likelihood × prior, by integration."""
    lift, se, prior = mpf(lift), mpf(se), mpf(3) / 10
    product = lambda x: mp.exp(-((x - lift) / se) ** 2 / 2 - (x / prior) ** 2 / 2)
    sd = 1 / mp.sqrt(1 / se ** 2 + 1 / prior ** 2)
    mean = sd ** 2 * lift / se ** 2
    grid = [mean + sd * i for i in range(-30, 31)]
    below = [x for x in grid if x < 0] + [mpf(0)]
    above = [mpf(0)] + [x for x in grid if x > 0]
    win, lose = (above, below) if sign > 0 else (below, above)

    def over(points, weight):
        """Scaled to its largest value first: quad stops at an absolute error, and a tail is all error to it."""
        if len(points) < 2:
            return mpf(0)
        top = max(product(x) for x in points)
        return mp.quad(lambda x: weight(x) * product(x) / top, points) * top

    area = over(grid, lambda x: 1)
    chance = over(win, lambda x: 1) / area
    loss = over(lose, abs) / area
    return chance, loss, mean, sd


def power_of_t(na, nb, noncentrality, alpha):
    """P(|T| > c) of the noncentral t by integrating over the variance's chi-square."""
    df, delta = mpf(na) + mpf(nb) - 2, mpf(noncentrality)
    c = student_critical(alpha, df, 2)
    log_constant = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)

    def integrand(s):
        density = mp.exp(log_constant + (df - 1) * mp.log(s) - df * s * s / 2)
        return density * (mp.ncdf(delta - c * s) + mp.ncdf(-delta - c * s))

    spread = 1 / mp.sqrt(2 * df)
    points = sorted({max(mpf("1e-30"), 1 + spread * i) for i in range(-20, 21, 2)})
    return mp.quad(integrand, points)
