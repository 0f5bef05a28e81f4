"""Tails and critical values."""
import exact
from scipy import stats
from sources import MPMATH, R


def cases(book):
    for z in (0, 1e-9, 0.01, 0.5, 1, 1.96, 3, 5, 8, 13, 21, 30, 37):
        book.add("tails.normal", {"z": z}, {"p": exact.normal_two_sided(z)}, MPMATH)

    for df in (1, 1.5, 2, 3, 5.5, 10, 19.3, 20, 30, 100.7, 1e3, 12345.6, 1e5, 1e6):
        for t in (1e-6, 0.1, 1, 1.5, 1.7, 1.8, 1.96, 2.5, 4, 8, 20, 36):
            p = exact.student_two_sided(t, df)
            book.add("tails.student", {"t": t, "df": df}, {"p": p}, MPMATH)
            book.same(book.r.ask(f"2*pt({t!r},{df!r},lower.tail=FALSE)"), p, 1e-9 if t > 1e-5 else 1e-6)
    for df in (9.9e4, 1.1e5, 1e7, 1.1e7, 1e9, 1e12):
        for t in (0.5, 1.7, 1.96, 6, 20, 36):
            p = exact.student_two_sided(t, df)
            book.add("tails.student", {"t": t, "df": df}, {"p": p}, MPMATH)
            book.same(book.r.ask(f"2*pt({t!r},{df!r},lower.tail=FALSE)"), p, 1e-6)
    for t, df in ((1e5, 30), (1e9, 30), (1e20, 3), (1e200, 1)):
        book.add("tails.student", {"t": t, "df": df}, {"p": exact.student_two_sided(t, df)}, MPMATH)

    for df in (1, 2, 3, 4, 9, 19, 99):
        for x in (1e-8, 0.1, 1, 3.84, df, 2.0 * df, 50, 300, 1300):
            p = exact.chi_square(x, df)
            book.add("tails.chiSquare", {"x": x, "df": df}, {"p": p}, MPMATH)
            book.same(book.r.ask(f"pchisq({x!r},{df!r},lower.tail=FALSE)"), p)

    for d1, d2 in ((1, 5), (2, 3.3), (2, 57.9), (3, 1e3), (4, 123456.7), (9, 40), (2, 1e6), (2, 9e6), (3, 1.1e7), (4, 1e9), (1, 1e8)):
        for f in (1e-4, 0.5, 1, 3, 10, 60, 300):
            p = exact.f_tail(f, d1, d2)
            book.add("tails.f", {"f": f, "d1": d1, "d2": d2}, {"p": p}, MPMATH)
            book.same(book.r.ask(f"pf({f!r},{d1!r},{d2!r},lower.tail=FALSE)"), p)

    for alpha in (0.999, 0.5, 0.1, 0.05, 0.01, 1e-3, 1e-8, 1e-16, 1e-50, 1e-200, 1e-300):
        z = exact.normal_critical(alpha)
        book.add("critical.normal", {"alpha": alpha}, {"value": z}, MPMATH)
        book.same(book.r.ask(f"qnorm({alpha!r}/2,lower.tail=FALSE)"), z)

    for df in (1, 2, 3.7, 10, 57.3, 1e3, 1e5, 1e8):
        for alpha in (0.999, 0.5, 0.05, 0.01, 1e-4, 1e-12, 1e-40, 1e-150):
            r = book.r.ask(f"qt({alpha!r}/2,{df!r},lower.tail=FALSE)")
            if df <= 1e5:
                t = exact.student_critical(alpha, df, stats.t.isf(max(alpha, 1e-12) / 2, df))
                book.add("critical.student", {"alpha": alpha, "df": df}, {"value": t}, MPMATH)
                book.same(r, t, 1e-8 if alpha > 1e-20 else 1e-2)
            else:
                book.add("critical.student", {"alpha": alpha, "df": df}, {"value": r}, f"{R.version} qt", 1e-9 if alpha > 1e-13 else 1e-6)
