"""The programs that answer, and the versions that go into the file."""
import subprocess
import sys

import mpmath
import numpy
import scipy
import statsmodels

mpmath.mp.dps = 50

SCIPY = f"SciPy {scipy.__version__}"
STATSMODELS = f"statsmodels {statsmodels.__version__}"
MPMATH = f"mpmath {mpmath.__version__}, 50 digits"
NUMPY = f"NumPy {numpy.__version__}"


class R:
    """Expressions collected while cases are made, and answered by one run of R."""

    version = "R " + subprocess.run(["Rscript", "-e", "cat(as.character(getRversion()))"], capture_output=True, text=True, check=True).stdout

    def __init__(self):
        self.expressions = []

    def ask(self, expression):
        self.expressions.append(expression)
        return Pending(len(self.expressions) - 1)

    def answer(self):
        lines = ['say <- function(x) cat(sprintf("%.17g", as.numeric(x)), "\\n")']
        lines += [f"say(suppressWarnings({e}))" for e in self.expressions]
        done = subprocess.run(["Rscript", "-"], input="\n".join(lines), capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        answers = [[float("nan") if x == "NA" else float(x) for x in line.split()] for line in done.stdout.splitlines()]
        assert len(answers) == len(self.expressions), (len(answers), len(self.expressions))
        return [a[0] if len(a) == 1 else a for a in answers]


class Pending:
    def __init__(self, index):
        self.index = index


def vector(values):
    return "c(" + ",".join("NA" if v is None else repr(float(v)) for v in values) + ")"


def close(a, b, tolerance):
    a, b = mpmath.mpf(a), mpmath.mpf(b)
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) or max(abs(a), abs(b)) < mpmath.mpf("1e-305")
