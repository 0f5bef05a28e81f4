using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Sql;

namespace Waypost.Stats.Queries;

/// <summary>Gives the placeholders of customers' queries the values of a window. <see cref="BoundSql"/> makes them parameters.</summary>
internal static class WindowValues
{
    /// <param name="sql">A query that passed the validator.</param>
    /// <param name="window">The values.</param>
    /// <param name="types">One for each placeholder, in order.</param>
    public static string Fill(string sql, QueryWindow window, IReadOnlyList<string> types) =>
        SqlPlaceholders.Fill(sql, (i, name) => BoundSql.Placeholder(name, Literal(name, window, types[i])));

    /// <summary>
    /// A timestamp without time zone is UTC. The dates are those that the period overlaps: the first one, and the one after the last.
    /// </summary>
    private static string Literal(string name, QueryWindow window, string type)
    {
        var at = (name == SqlPlaceholders.Start ? window.From : window.To).ToUniversalTime();
        if (type != ColumnTypes.Date)
        {
            return SqlText.Of(at, type);
        }
        var isPartial = name == SqlPlaceholders.End && at.TimeOfDay > TimeSpan.Zero;
        var date = at.UtcDateTime.Date.AddDays(isPartial ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"date '{date:yyyy-MM-dd}'");
    }
}
