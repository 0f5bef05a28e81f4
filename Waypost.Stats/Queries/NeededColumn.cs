using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Queries;

/// <summary>A column that a query must yield.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accepts">Whether a type will do.</param>
/// <param name="Advice">What to do about one that will not.</param>
/// <param name="Optional">May be left out.</param>
internal sealed record NeededColumn(string Name, Func<string, bool> Accepts, string Advice, bool Optional = false)
{
    private static readonly NeededColumn user = new("user_id", _ => true, "");

    private static readonly NeededColumn timestamp = new(
        "timestamp",
        ColumnTypes.IsTimestamp,
        "timestamp with or without time zone (the latter is read as UTC): cast it, as in happened_at::timestamptz as \"timestamp\". "
            + "A date alone would lose the events of the first day"
    );
    private static readonly NeededColumn number = new("value", ColumnTypes.IsNumber, "a number: cast it, as in amount::numeric as value");

    private static readonly NeededColumn duration = new(
        "value",
        type => ColumnTypes.IsNumber(type) || type == ColumnTypes.Interval,
        "a number of seconds, or an interval: cast it, as in seconds::numeric as value"
    );

    /// <summary>Of the exposures query.</summary>
    public static IReadOnlyList<NeededColumn> OfExposures { get; } =
    [
        new(
            "experiment_id",
            type => ColumnTypes.IsNumber(type) || ColumnTypes.IsText(type),
            "an integer or text: cast it, as in experiment::text as experiment_id"
        ),
        user,
        timestamp,
        new(
            "treatment",
            type => type == ColumnTypes.Boolean || ColumnTypes.IsText(type),
            "boolean (true = test, false = control) or text (the variant's key): cast it, as in (grp = 1) as treatment"
        ),
    ];

    /// <summary>A denominator counts its rows where it has no value.</summary>
    public static IReadOnlyList<NeededColumn> OfDenominator { get; } = [user, timestamp, duration with { Optional = true }];

    private string Quoted => Name == "timestamp" ? "\"timestamp\"" : Name;

    /// <summary>Of a metric's query, or of its denominator's.</summary>
    public static IReadOnlyList<NeededColumn> Of(MetricType type) =>
        type switch
        {
            MetricType.Binomial => [user, timestamp],
            MetricType.Count => [user, timestamp, number with { Optional = true }],
            MetricType.Duration => [user, timestamp, duration],
            _ => [user, timestamp, number],
        };

    /// <summary>What is wrong and what to do; null when fine.</summary>
    public string? Fault(CustomerQuery query)
    {
        var count = query.Columns.Count(column => column.Name == Name);
        if (count > 1)
        {
            return $"There are {count} columns {Name}: only one may be called so.";
        }
        if (query.TypeOf(Name) is not { } type)
        {
            return Optional ? null : $"The column {Name} is missing: name the column that holds it, as in … as {Quoted}.{Near(query)}";
        }
        return Accepts(type) ? null : $"The column {Name} is {type}, and must be {Advice}.";
    }

    private string Near(CustomerQuery query) =>
        query.Columns.FirstOrDefault(column => string.Equals(column.Name, Name, StringComparison.OrdinalIgnoreCase)) is { } near
            ? $" {near.Name} is written with other letters: names in double quotes keep theirs."
            : $" The query yields {(query.Columns.Count == 0 ? "no columns" : string.Join(", ", query.Columns.Take(10).Select(column => column.Name)))}.";
}
