"""Makes conformance/statistics.json. See README.md."""
import json
import random
import sys
from pathlib import Path

import mpmath

import comparing
import distributions
import planning
import several
from sources import MPMATH, NUMPY, SCIPY, STATSMODELS, Pending, R, close


class Book:
    """Collects cases; R's answers are filled in at the end, and second opinions compared."""

    def __init__(self):
        self.random = random.Random(20260301)
        self.r = R()
        self.cases = []
        self.opinions = []

    def add(self, method, input, expected, source, tolerance=1e-9):
        self.cases.append({"method": method, "input": input, "expected": expected, "tolerance": tolerance, "source": source})

    def same(self, a, b, tolerance=1e-9):
        self.opinions.append((a, b, tolerance, len(self.cases)))

    def finish(self):
        answers = self.r.answer()
        disagreements = []
        for a, b, tolerance, index in self.opinions:
            a, b = resolve(a, answers), resolve(b, answers)
            for x, y in zip(a, b) if isinstance(a, list) else [(a, b)]:
                if not close(x, y, tolerance):
                    case = resolve(self.cases[min(index, len(self.cases) - 1)], answers)
                    disagreements.append(f"Programs disagree near {json.dumps(case)[:400]}: {x} {y}")
        if disagreements:
            sys.exit("\n".join(disagreements))
        return resolve(self.cases, answers)


def resolve(value, answers):
    match value:
        case Pending():
            return resolve(answers[value.index], answers)
        case dict():
            return {k: resolve(v, answers) for k, v in value.items()}
        case list() | tuple():
            return [resolve(v, answers) for v in value]
        case mpmath.mpf():
            return float(value)
        case float() if value != value:
            return None
        case _ if hasattr(value, "item"):
            return value.item()
    return value


book = Book()
for part in (distributions, comparing, several, planning):
    part.cases(book)

cases = book.finish()
target = Path(__file__).parents[2] / "statistics.json"
head = {"about": "Statistics every implementation agrees on; made by conformance/make/statistics/make.py.", "programs": [R.version, SCIPY, STATSMODELS, NUMPY, MPMATH]}
lines = ",\n".join("    " + json.dumps(case, allow_nan=False) for case in cases)
target.write_text(json.dumps(head, indent=2)[:-2] + ',\n  "cases": [\n' + lines + "\n  ]\n}\n")
print(len(cases), "cases")
