using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// With the suggested indexes, users and events can be merged in index order, without a hash table of all users. PostgreSQL estimates a
/// hash join to be cheaper, which is wrong by a factor of three at ten events per user. So hash joins are disabled, unless the resulting
/// plan sorts or reads a table repeatedly.
/// </summary>
internal static class StreamingPlan
{
    public static async Task PreferAsync(AnalyticsSession session, string sql, TimeSpan limit, CancellationToken cancellationToken)
    {
        await session.SetAsync("enable_hashjoin", "off", cancellationToken);
        await session.SetAsync("random_page_cost", "1.1", cancellationToken);
        var plans = await session.RunAsync("describe", $"explain (format json) {sql}", row => row.GetString(0), limit, cancellationToken);
        if (IsStreaming(JsonElement.Parse(plans[0])[0].GetProperty("Plan")))
        {
            return;
        }
        await session.SetAsync("enable_hashjoin", null, cancellationToken);
        await session.SetAsync("random_page_cost", null, cancellationToken);
    }

    internal static bool IsStreaming(JsonElement plan)
    {
        var joins = Descendants(plan).Where(node => TypeOf(node) is "Merge Join" or "Nested Loop" or "Hash Join").ToList();
        return joins.Count > 0
            && joins.TrueForAll(join =>
                TypeOf(join) switch
                {
                    "Merge Join" => Descendants(join).All(node => TypeOf(node) is not ("Sort" or "Incremental Sort")),
                    "Nested Loop" => TypeOf(Children(join)[^1]) is "Index Scan" or "Index Only Scan",
                    _ => false,
                }
            );
    }

    private static IEnumerable<JsonElement> Descendants(JsonElement node) => Children(node).SelectMany(Descendants).Prepend(node);

    private static List<JsonElement> Children(JsonElement node) =>
        node.TryGetProperty("Plans", out var plans) ? [.. plans.EnumerateArray()] : [];

    private static string? TypeOf(JsonElement node) => node.GetProperty("Node Type").GetString();
}
