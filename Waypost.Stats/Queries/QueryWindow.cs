namespace Waypost.Stats.Queries;

/// <summary>The period that a customer's query has to deliver: the values of its placeholders.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
internal sealed record QueryWindow(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Days of a window that belongs to no experiment.</summary>
    public const int RecentDays = 28;

    public static QueryWindow OfExposures(ExperimentScope scope) => new(scope.From, scope.To);

    /// <summary>With CUPED, it begins earlier by its days.</summary>
    public static QueryWindow OfEvents(ExperimentScope scope, int? cupedDays) => new(scope.From.AddDays(-(cupedDays ?? 0)), scope.To);

    /// <summary>Four weeks, for the check of a query.</summary>
    public static QueryWindow Recent(DateTimeOffset now) => new(now.AddDays(-RecentDays), now);
}
