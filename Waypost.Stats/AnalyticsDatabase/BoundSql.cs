using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// SQL whose placeholders have values, as in <c>{{start timestamptz '2026-03-01 00:00:00+00'}}</c>. They stay in the text while
/// Waypost wraps customers' queries in SQL of its own, because queries with different windows meet in one statement. When it runs, they
/// become bound parameters; in a stored result they are literals, so that the query can be run again as it is. The validator refuses such
/// text in strings and comments, so it is only found where a placeholder was.
/// </summary>
internal static partial class BoundSql
{
    public static string Placeholder(string name, string literal) => $"{{{{{name} {literal}}}}}";

    /// <summary>The statement with numbered parameters, and their values.</summary>
    public static (string Sql, IReadOnlyList<NpgsqlParameter> Parameters) Bind(string sql)
    {
        if (!sql.Contains("{{", StringComparison.Ordinal))
        {
            return (sql, []);
        }
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var parameters = new List<NpgsqlParameter>();
        var bound = Placeholder()
            .Replace(
                sql,
                match =>
                {
                    var literal = match.Groups["literal"].Value;
                    if (!numbers.TryGetValue(literal, out var number))
                    {
                        parameters.Add(Parameter(match.Groups["type"].Value, match.Groups["value"].Value));
                        numbers[literal] = number = parameters.Count;
                    }
                    return string.Create(CultureInfo.InvariantCulture, $"${number}");
                }
            );
        return (bound, parameters);
    }

    /// <summary>The statement with literals instead of parameters, to be read and run by people.</summary>
    public static string Show(string sql) => Placeholder().Replace(sql, "${literal}");

    /// <summary>The statement for all times, with infinite values.</summary>
    public static string Unbounded(string sql) =>
        Placeholder().Replace(sql, match => $"{match.Groups["type"].Value} '{(match.Groups["name"].Value == "start" ? "-" : "")}infinity'");

    private static NpgsqlParameter Parameter(string type, string value)
    {
        var at = DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return type switch
        {
            "timestamptz" => new NpgsqlParameter<DateTime> { TypedValue = at, DataTypeName = "timestamptz" },
            "timestamp" => new NpgsqlParameter<DateTime>
            {
                TypedValue = DateTime.SpecifyKind(at, DateTimeKind.Unspecified),
                DataTypeName = "timestamp",
            },
            _ => new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.FromDateTime(at), DataTypeName = "date" },
        };
    }

    [GeneratedRegex(@"\{\{(?<name>start|end) (?<literal>(?<type>timestamptz|timestamp|date) '(?<value>[0-9:. +-]+)')\}\}")]
    private static partial Regex Placeholder();
}
