using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Validates the clauses of one rule.</summary>
internal static class ClauseValidator
{
    /// <param name="clauses">The clauses of one rule.</param>
    /// <param name="path">Path of the clauses.</param>
    /// <param name="segmentKeys">The segments a clause may refer to; null inside a segment, which may refer to none.</param>
    /// <param name="faults">Collects the faults.</param>
    internal static void ValidateAll(IReadOnlyList<Clause> clauses, string path, IReadOnlySet<string>? segmentKeys, FaultCollector faults)
    {
        faults.CheckCount(path, "clauses", clauses.Count, SnapshotLimits.Clauses);
        for (var i = 0; i < clauses.Count; i++)
        {
            if (clauses[i] is { } clause)
            {
                Validate(clause, $"{path}/{i}", segmentKeys, faults);
            }
            else
            {
                faults.Add($"{path}/{i}", FaultCodes.Missing, "A clause must not be null.");
            }
        }
    }

    private static void Validate(Clause clause, string path, IReadOnlySet<string>? segmentKeys, FaultCollector faults)
    {
        if (clause.Op == Operators.InSegment && segmentKeys is null)
        {
            faults.Add(
                $"{path}/op",
                FaultCodes.NestedSegment,
                "A segment cannot refer to another segment. Copy the clauses of that segment instead."
            );
            return;
        }

        // inSegment ignores the attribute.
        if (clause.Op != Operators.InSegment)
        {
            faults.CheckName($"{path}/attribute", "the name of an attribute", clause.Attribute);
        }
        if (!IsKnown(clause.Op))
        {
            faults.Add(
                $"{path}/op",
                FaultCodes.UnknownOperator,
                $"Unknown operator '{FaultCollector.Shorten(clause.Op)}'. Choose one of: {string.Join(", ", Operators.All)}."
            );
            return;
        }

        if (clause.Values.Count == 0)
        {
            faults.Add($"{path}/values", FaultCodes.Missing, "Enter at least one value: a clause without values never matches.");
        }
        faults.CheckCount($"{path}/values", "values", clause.Values.Count, SnapshotLimits.Values);
        for (var i = 0; i < clause.Values.Count; i++)
        {
            if (FindFault(clause.Op, clause.Values[i], segmentKeys) is var (code, message))
            {
                faults.Add($"{path}/values/{i}", code, message);
            }
        }
    }

    private static bool IsKnown(string? op) => op is not null && Operators.All.Contains(op);

    private static (string Code, string Message)? FindFault(string op, JsonElement value, IReadOnlySet<string>? segmentKeys)
    {
        switch (op)
        {
            case Operators.In when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return null;
            case Operators.In when value.ValueKind == JsonValueKind.Number:
            case Operators.LessThan or Operators.LessThanOrEqual or Operators.GreaterThan or Operators.GreaterThanOrEqual:
                return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
                    ? null
                    : (FaultCodes.WrongType, "Enter a number without quotes, below 1.8e308.");
        }

        if (JsonText.Read(value) is not { } text)
        {
            return (FaultCodes.WrongType, op == Operators.In ? "Enter a string, a number, true or false." : "Enter a string.");
        }

        var limit = op == Operators.Matches ? SnapshotLimits.PatternLength : SnapshotLimits.TextLength;
        if (text.Length > limit)
        {
            return (FaultCodes.TooLong, FaultMessages.TooLong(text.Length, limit));
        }
        return op switch
        {
            Operators.Matches when ValidPatternCache.Validate(text) is { } error => (FaultCodes.InvalidPattern, error),
            Operators.Before or Operators.After when !Rfc3339.TryParse(text, out _) => (
                FaultCodes.InvalidTime,
                "Enter a date and time with offset in RFC 3339 format, such as 2026-03-01T09:00:00+01:00."
            ),
            Operators.SemverEqual or Operators.SemverLessThan or Operators.SemverGreaterThan when !SemanticVersion.TryParse(text, out _) =>
                (FaultCodes.InvalidVersion, "Enter a semantic version (semver.org), such as 2.1.0 or 2.1.0-rc.1."),
            Operators.InSegment when !segmentKeys!.Contains(text) => (
                FaultCodes.UnknownSegment,
                $"There is no segment '{FaultCollector.Shorten(text)}'. Choose an existing segment."
            ),
            _ => null,
        };
    }
}
