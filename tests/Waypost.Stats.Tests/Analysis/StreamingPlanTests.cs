using System.Text.Json;
using Waypost.Stats.Queries;

namespace Waypost.Stats.Tests.Analysis;

public sealed class StreamingPlanTests
{
    private const string Index = """{"Node Type": "Index Only Scan"}""";
    private const string Table = """{"Node Type": "Seq Scan"}""";

    public static TheoryData<string, bool> Plans =>
        new()
        {
            { Node("Aggregate", Node("Merge Join", Node("Aggregate", Index), Index)), true },
            { Node("Sort", Node("Aggregate", Node("Merge Join", Index, Index))), true }, // sorts one row per user, after the join
            { Node("Aggregate", Node("Nested Loop", Node("Aggregate", Index), Index)), true },
            { Node("Aggregate", Node("Merge Join", Node("Aggregate", Index), Node("Sort", Table))), false },
            { Node("Aggregate", Node("Nested Loop", Index, Table)), false },
            { Node("Aggregate", Node("Nested Loop", Index, Node("Materialize", Table))), false },
            { Node("Aggregate", Node("Hash Join", Table, Node("Hash", Table))), false },
            { Node("Aggregate", Node("Merge Join", Index, Node("Hash Join", Table, Table))), false },
            { Node("Aggregate", Table), false },
        };

    private static string Node(string type, params string[] children) =>
        $$"""{"Node Type": "{{type}}", "Plans": [{{string.Join(',', children)}}]}""";

    [Theory]
    [MemberData(nameof(Plans))]
    public void A_plan_is_streaming_if_nothing_is_sorted_or_read_repeatedly(string plan, bool streams) =>
        Assert.Equal(streams, StreamingPlan.IsStreaming(JsonElement.Parse(plan)));
}
