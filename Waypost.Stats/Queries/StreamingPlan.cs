using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// Where the suggested indexes are there, users and events can be read side by side in their order, without a hash table of all users.
/// PostgreSQL takes a hash join for cheaper, and is wrong by a factor of three on ten events a user; so it is asked what it would do
/// without one, and held to that if nothing needs to be sorted and nothing is read again and again.
/// </summary>
internal static class StreamingPlan
{
    public static async Task PreferAsync(EventsSession session, string sql, TimeSpan limit, CancellationToken cancellationToken)
    {
        await session.SetAsync("enable_hashjoin", "off", cancellationToken);
        await session.SetAsync("random_page_cost", "1.1", cancellationToken);
        var plans = await session.RunAsync("describe", $"explain (format json) {sql}", row => row.GetString(0), limit, cancellationToken);
        if (Streams(JsonElement.Parse(plans[0])[0].GetProperty("Plan")))
        {
            return;
        }
        await session.SetAsync("enable_hashjoin", null, cancellationToken);
        await session.SetAsync("random_page_cost", null, cancellationToken);
    }

    internal static bool Streams(JsonElement plan)
    {
        var joins = Below(plan).Where(node => TypeOf(node) is "Merge Join" or "Nested Loop" or "Hash Join").ToList();
        return joins.Count > 0
            && joins.TrueForAll(join =>
                TypeOf(join) switch
                {
                    "Merge Join" => Below(join).All(node => TypeOf(node) is not ("Sort" or "Incremental Sort")),
                    "Nested Loop" => TypeOf(Children(join)[^1]) is "Index Scan" or "Index Only Scan",
                    _ => false,
                }
            );
    }

    private static IEnumerable<JsonElement> Below(JsonElement node) => Children(node).SelectMany(Below).Prepend(node);

    private static List<JsonElement> Children(JsonElement node) =>
        node.TryGetProperty("Plans", out var plans) ? [.. plans.EnumerateArray()] : [];

    private static string? TypeOf(JsonElement node) => node.GetProperty("Node Type").GetString();
}
