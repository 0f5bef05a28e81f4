using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>A clause in words: "plan is beta or pro".</summary>
public static class ClauseText
{
    public static string Describe(Clause clause)
    {
        ArgumentNullException.ThrowIfNull(clause);
        var values = Join([.. clause.Values.Select(Word)], "or");
        var (plain, negated) = Verb(clause.Op);
        return $"{(clause.Attribute == "targetingKey" ? "user ID" : clause.Attribute)} {(clause.Negate ? negated : plain)} {values}";
    }

    /// <summary>The clause as a part of "Users …": "whose plan is beta or pro", "who are in the segment internal".</summary>
    public static string DescribeUsers(Clause clause)
    {
        ArgumentNullException.ThrowIfNull(clause);
        return clause.Op == Operators.InSegment
            ? $"who are {(clause.Negate ? "not " : "")}in the segment {Join([.. clause.Values.Select(Word)], "or")}"
            : $"whose {Describe(clause)}";
    }

    /// <summary>"a", "a or b", "a, b or c".</summary>
    public static string Join(IReadOnlyList<string> words, string last) =>
        words switch
        {
            [] => "nothing",
            [var one] => one,
            _ => $"{string.Join(", ", words.SkipLast(1))} {last} {words[^1]}",
        };

    private static string Word(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();

    private static (string Plain, string Negated) Verb(string op) =>
        op switch
        {
            Operators.In => ("is", "is not"),
            Operators.StartsWith => ("starts with", "does not start with"),
            Operators.EndsWith => ("ends with", "does not end with"),
            Operators.Contains => ("contains", "does not contain"),
            Operators.Matches => ("matches the pattern", "does not match the pattern"),
            Operators.LessThan => ("is below", "is not below"),
            Operators.LessThanOrEqual => ("is at most", "is not at most"),
            Operators.GreaterThan => ("is above", "is not above"),
            Operators.GreaterThanOrEqual => ("is at least", "is not at least"),
            Operators.Before => ("is before", "is not before"),
            Operators.After => ("is after", "is not after"),
            Operators.SemverEqual => ("is version", "is not version"),
            Operators.SemverLessThan => ("is a version below", "is not a version below"),
            Operators.SemverGreaterThan => ("is a version above", "is not a version above"),
            _ => (op, $"not {op}"),
        };
}
