using System.Text.RegularExpressions;

namespace Waypost.ServiceDefaults;

/// <summary>
/// What a statement's span is called: <c>UPDATE environments</c>, as OpenTelemetry's conventions have it, where Npgsql says
/// <c>postgresql</c>.
/// </summary>
public static partial class StatementName
{
    /// <summary>The first thing a statement does, and to which table; only its first word where no table is named.</summary>
    public static string Of(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (Operation().Match(sql) is { Success: true } operation)
        {
            var verb = operation.Groups["verb"].ValueSpan;
            return $"{(verb.StartsWith("from", StringComparison.OrdinalIgnoreCase) ? "SELECT" : verb[..6].ToString().ToUpperInvariant())} {operation.Groups["table"].Value}";
        }

        return FirstWord().Match(sql).Value.ToUpperInvariant();
    }

    [GeneratedRegex("""\b(?<verb>insert\s+into|update|delete\s+from|from)\s+"?(?<table>[a-z_]\w*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Operation();

    [GeneratedRegex(@"\w+")]
    private static partial Regex FirstWord();
}
