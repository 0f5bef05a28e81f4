using System.Text.RegularExpressions;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>
/// The features of psql that deploy/kubernetes/postgres/database.sql uses: variables from the environment, and their values as literals.
/// </summary>
internal static partial class PsqlScript
{
    public static IEnumerable<string> Statements(string script, IReadOnlyDictionary<string, string> environment)
    {
        var variables = GetEnv().Matches(script).ToDictionary(match => match.Groups[1].Value, match => environment[match.Groups[2].Value]);
        return Comments()
            .Replace(script, "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(statement =>
                Literal().Replace(statement, match => $"'{variables[match.Groups[1].Value].Replace("'", "''", StringComparison.Ordinal)}'")
            );
    }

    [GeneratedRegex(@"^\\getenv (\w+) (\w+)$", RegexOptions.Multiline)]
    private static partial Regex GetEnv();

    [GeneratedRegex(@"^(--|\\).*$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@":'(\w+)'")]
    private static partial Regex Literal();
}
