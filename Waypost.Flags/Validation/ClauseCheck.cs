using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Checks the clauses of one rule, operator by operator.</summary>
internal static class ClauseCheck
{
    /// <param name="clauses">The clauses of one rule.</param>
    /// <param name="path">Where they stand.</param>
    /// <param name="segmentKeys">The segments a clause may refer to; null inside a segment, which may refer to none.</param>
    /// <param name="faults">Where faults go.</param>
    internal static void RunAll(IReadOnlyList<Clause> clauses, string path, IReadOnlySet<string>? segmentKeys, FaultList faults)
    {
        faults.Limit(path, "clauses", clauses.Count, SnapshotLimits.Clauses);
        for (var i = 0; i < clauses.Count; i++)
        {
            if (clauses[i] is { } clause)
            {
                Run(clause, $"{path}/{i}", segmentKeys, faults);
            }
            else
            {
                faults.Add($"{path}/{i}", FaultCodes.Missing, "Give a clause, not null.");
            }
        }
    }

    private static void Run(Clause clause, string path, IReadOnlySet<string>? segmentKeys, FaultList faults)
    {
        if (clause.Op == Operators.InSegment && segmentKeys is null)
        {
            faults.Add($"{path}/op", FaultCodes.NestedSegment, "Segments may not refer to segments; repeat that segment's clauses here.");
            return;
        }

        // The attribute of inSegment does not matter.
        if (clause.Op != Operators.InSegment)
        {
            faults.Name($"{path}/attribute", "the attribute's name", clause.Attribute);
        }
        if (!IsKnown(clause.Op))
        {
            faults.Add(
                $"{path}/op",
                FaultCodes.UnknownOperator,
                $"Choose one of {string.Join(", ", Operators.All)}; '{FaultList.Shown(clause.Op)}' is none."
            );
            return;
        }

        if (clause.Values.Count == 0)
        {
            faults.Add($"{path}/values", FaultCodes.Missing, "Give at least one value; without one the clause never matches.");
        }
        faults.Limit($"{path}/values", "values", clause.Values.Count, SnapshotLimits.Values);
        for (var i = 0; i < clause.Values.Count; i++)
        {
            if (WhatIsWrong(clause.Op, clause.Values[i], segmentKeys) is var (code, message))
            {
                faults.Add($"{path}/values/{i}", code, message);
            }
        }
    }

    private static bool IsKnown(string? op) => op is not null && Operators.All.Contains(op);

    private static (string Code, string Message)? WhatIsWrong(string op, JsonElement value, IReadOnlySet<string>? segmentKeys)
    {
        switch (op)
        {
            case Operators.In when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return null;
            case Operators.In when value.ValueKind == JsonValueKind.Number:
            case Operators.LessThan or Operators.LessThanOrEqual or Operators.GreaterThan or Operators.GreaterThanOrEqual:
                return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
                    ? null
                    : (FaultCodes.WrongType, "Give a number below 1.8e308, without quotes.");
        }

        if (JsonText.Read(value) is not { } text)
        {
            return (FaultCodes.WrongType, op == Operators.In ? "Give text, a number, true or false." : "Give text.");
        }

        var limit = op == Operators.Matches ? SnapshotLimits.PatternLength : SnapshotLimits.TextLength;
        if (text.Length > limit)
        {
            return (FaultCodes.TooLong, $"Shorten this to {limit} characters.");
        }
        return op switch
        {
            Operators.Matches when AcceptedPatterns.WhatIsWrong(text) is { } whyNot => (
                FaultCodes.InvalidPattern,
                $"Correct the regular expression. {whyNot}"
            ),
            Operators.Before or Operators.After when !Rfc3339.TryParse(text, out _) => (
                FaultCodes.InvalidTime,
                "Give a date, a time and an offset as RFC 3339 writes them, such as 2026-03-01T09:00:00+01:00."
            ),
            Operators.SemverEqual or Operators.SemverLessThan or Operators.SemverGreaterThan when !SemanticVersion.TryParse(text, out _) =>
                (FaultCodes.InvalidVersion, "Give a version as semver.org writes it, such as 2.1.0 or 2.1.0-rc.1."),
            Operators.InSegment when !segmentKeys!.Contains(text) => (
                FaultCodes.UnknownSegment,
                $"Choose an existing segment; '{FaultList.Shown(text)}' is none."
            ),
            _ => null,
        };
    }
}
