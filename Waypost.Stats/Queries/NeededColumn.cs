using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Queries;

/// <summary>A column that a query must return.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accepts">Whether a type can be used.</param>
/// <param name="Advice">Which types can be used, and how to cast to them.</param>
/// <param name="Optional">Whether the query may leave it out.</param>
internal sealed record NeededColumn(string Name, Func<string, bool> Accepts, string Advice, bool Optional = false)
{
    private static readonly NeededColumn user = new("user_id", _ => true, "");

    private static readonly NeededColumn timestamp = new(
        "timestamp",
        ColumnTypes.IsTimestamp,
        "timestamp with or without time zone (the latter is read as UTC). Cast it, for example happened_at::timestamptz as \"timestamp\". "
            + "A date without a time would lose the events of the first day"
    );
    private static readonly NeededColumn number = new(
        "value",
        ColumnTypes.IsNumber,
        "a number. Cast it, for example amount::numeric as value"
    );

    private static readonly NeededColumn duration = new(
        "value",
        type => ColumnTypes.IsNumber(type) || type == ColumnTypes.Interval,
        "a number of seconds, or an interval. Cast it, for example seconds::numeric as value"
    );

    /// <summary>Columns of an exposures query.</summary>
    public static IReadOnlyList<NeededColumn> OfExposures { get; } =
    [
        new(
            "experiment_id",
            type => ColumnTypes.IsNumber(type) || ColumnTypes.IsText(type),
            "a number or text. Cast it, for example experiment::text as experiment_id"
        ),
        user,
        timestamp,
        new(
            "treatment",
            type => type == ColumnTypes.Boolean || ColumnTypes.IsText(type),
            "boolean (true = test, false = control) or text (the variant's key). Cast it, for example (grp = 1) as treatment"
        ),
    ];

    /// <summary>Columns of a denominator query. Without a value its rows are counted.</summary>
    public static IReadOnlyList<NeededColumn> OfDenominator { get; } = [user, timestamp, duration with { Optional = true }];

    private string Quoted => Name == "timestamp" ? "\"timestamp\"" : Name;

    /// <summary>Columns of a metric's query.</summary>
    public static IReadOnlyList<NeededColumn> Of(MetricType type) =>
        type switch
        {
            MetricType.Binomial => [user, timestamp],
            MetricType.Count => [user, timestamp, number with { Optional = true }],
            MetricType.Duration => [user, timestamp, duration],
            _ => [user, timestamp, number],
        };

    /// <summary>What is wrong and what to do; null when the column can be used.</summary>
    public string? Check(CustomerQuery query)
    {
        var count = query.Columns.Count(column => column.Name == Name);
        if (count > 1)
        {
            return $"There are {count} columns {Name}, but only one is allowed.";
        }
        if (query.TypeOf(Name) is not { } type)
        {
            return Optional ? null : $"The column {Name} is missing. Name one of the columns so: … as {Quoted}.{Hint(query)}";
        }
        return Accepts(type) ? null : $"The column {Name} is {type}, but must be {Advice}.";
    }

    private string Hint(CustomerQuery query) =>
        query.Columns.FirstOrDefault(column => string.Equals(column.Name, Name, StringComparison.OrdinalIgnoreCase)) is { } similar
            ? $" {similar.Name} differs in upper and lower case, which matters for names in double quotes."
        : query.Columns.Count == 0 ? " The query returns no columns."
        : $" The query returns {string.Join(", ", query.Columns.Take(10).Select(column => column.Name))}.";
}
