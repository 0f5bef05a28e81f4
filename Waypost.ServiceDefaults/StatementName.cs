using System.Text.RegularExpressions;

namespace Waypost.ServiceDefaults;

/// <summary>
/// Names the span of an SQL statement by OpenTelemetry's conventions, such as <c>UPDATE environments</c>. Npgsql's default is
/// <c>postgresql</c>.
/// </summary>
public static partial class StatementName
{
    /// <summary>The first operation of the statement and its table, or only the first word if there is no table.</summary>
    public static string Of(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (Operation().Match(sql) is { Success: true } operation)
        {
            var verb = operation.Groups["verb"].ValueSpan;
            var isSelect = verb.StartsWith("from", StringComparison.OrdinalIgnoreCase);
            return $"{(isSelect ? "SELECT" : verb[..6].ToString().ToUpperInvariant())} {operation.Groups["table"].Value}";
        }

        return FirstWord().Match(sql).Value.ToUpperInvariant();
    }

    [GeneratedRegex("""\b(?<verb>insert\s+into|update|delete\s+from|from)\s+"?(?<table>[a-z_]\w*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Operation();

    [GeneratedRegex(@"\w+")]
    private static partial Regex FirstWord();
}
