using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Queries;

/// <summary>
/// A further column of the exposures query. The value that it has at a user's first exposure is the user's level, because later values may
/// depend on the variant.
/// </summary>
/// <param name="Name">As the query names it.</param>
/// <param name="Values">Those with a level of their own: a level is then its index here, and two more are the other values and NULL. Null =
/// a level is text, <see cref="NoValue"/> or <see cref="Prefix"/> and the value.</param>
internal sealed record LevelColumn(string Name, IReadOnlyList<string>? Values = null)
{
    /// <summary>The level of users whose value is NULL.</summary>
    public const string NoValue = "-";

    /// <summary>Before a value, so that none is like <see cref="NoValue"/>.</summary>
    public const string Prefix = "=";

    /// <summary>Hexadecimal digits of a timestamp.</summary>
    private const int TimeLength = 16;

    private static readonly string[] refused =
    [
        "json",
        "jsonb",
        "xml",
        "bytea",
        "record",
        "interval",
        "tsvector",
        "tsquery",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "geometry",
        "geography",
        "hstore",
    ];

    private string Quoted => $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The columns by which results can be broken down.</summary>
    public static IEnumerable<string> Of(CustomerQuery exposures) =>
        exposures.Columns.Select(column => column.Name).Distinct().Where(name => Refusal(exposures, name) is null);

    /// <summary>Why results cannot be broken down by a column, and what to do; null = they can.</summary>
    public static string? Refusal(CustomerQuery exposures, string name)
    {
        if (NeededColumn.OfExposures.Any(needed => needed.Name == name))
        {
            return $"The column {name} is one of the four that every exposures query returns, not a property of users. Add another column.";
        }
        var count = exposures.Columns.Count(column => column.Name == name);
        if (count > 1)
        {
            return $"There are {count} columns {name}, but only one is allowed.";
        }
        if (exposures.TypeOf(name) is not { } type)
        {
            var others = Of(exposures).Take(10).ToList();
            return $"The exposures query has no column {name}. "
                + (others.Count == 0 ? "It has no further columns: add one, for example device." : $"It has {string.Join(", ", others)}.");
        }
        return AdviceOn(type) is { } advice ? $"Results cannot be broken down by {name}, which is {type}: {advice}" : null;
    }

    /// <summary>For one exposure: its time in a form that sorts as text, then the value.</summary>
    public string Key(CustomerQuery exposures)
    {
        var send = exposures.TypeOf("timestamp") == ColumnTypes.Timestamp ? "timestamp_send" : "timestamptz_send";
        var value = $"left(q.{Quoted}::text, {SqlText.Of(BreakdownResult.MaxValueLength)})";
        return $"encode({send}(q.\"timestamp\"), 'hex') || coalesce({SqlText.Of(Prefix)} || {value}, {SqlText.Of(NoValue)})";
    }

    /// <summary>A user's level, from the keys of the user's exposures.</summary>
    public string Level(string key)
    {
        var level = $"substr(min({key} collate \"C\"), {SqlText.Of(TimeLength + 1)})";
        if (Values is null)
        {
            return level;
        }
        var cases = Values.Select((value, index) => $"when {SqlText.Of(Prefix + value)} then {SqlText.Of(index)}");
        var (other, none) = (SqlText.Of(Values.Count), SqlText.Of(Values.Count + 1));
        return $"case {level} {string.Join(' ', cases)} when {SqlText.Of(NoValue)} then {none} else {other} end";
    }

    private static string? AdviceOn(string type) =>
        type.EndsWith("[]", StringComparison.Ordinal)
            ? "a user would be in several levels at once. Choose one element, as in plans[1] as plan."
        : type is "json" or "jsonb" or "hstore" ? "choose one property, as in attributes ->> 'plan' as plan."
        : ColumnTypes.IsTimestamp(type) || type.StartsWith("time ", StringComparison.Ordinal)
            ? "almost every user would be a level. Group the values, as in to_char(signed_up, 'YYYY-MM') as month."
        : refused.Contains(type.Split('.')[^1]) || type.EndsWith("range", StringComparison.Ordinal)
            ? "its values are no names of levels. Turn them into text, numbers, dates or booleans in the query."
        : null;
}
