using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>How users and events are joined, for the analysis and for the baseline of a plan.</summary>
internal static class JoinPlan
{
    /// <summary>From this number of users on, reading all events once is cheaper than looking up each user's events.</summary>
    private const long ManyUsers = 1_000;

    public static Task PrepareAsync(AnalyticsSession session, long users, TimeSpan limit, CancellationToken cancellationToken) =>
        users < ManyUsers ? Task.CompletedTask : session.DisableNestedLoopsAsync(limit, cancellationToken);
}
