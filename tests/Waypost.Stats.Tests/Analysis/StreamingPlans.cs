using System.Text.Json;
using Waypost.Stats.Queries;

namespace Waypost.Stats.Tests.Analysis;

public sealed class StreamingPlans
{
    private const string Index = """{"Node Type": "Index Only Scan"}""";
    private const string Table = """{"Node Type": "Seq Scan"}""";

    public static TheoryData<string, bool> Plans =>
        new()
        {
            { Node("Aggregate", Node("Merge Join", Node("Aggregate", Index), Index)), true },
            { Node("Sort", Node("Aggregate", Node("Merge Join", Index, Index))), true }, // of one row per user, whatever the join
            { Node("Aggregate", Node("Nested Loop", Node("Aggregate", Index), Index)), true },
            { Node("Aggregate", Node("Merge Join", Node("Aggregate", Index), Node("Sort", Table))), false },
            { Node("Aggregate", Node("Nested Loop", Index, Table)), false },
            { Node("Aggregate", Node("Nested Loop", Index, Node("Materialize", Table))), false },
            { Node("Aggregate", Node("Hash Join", Table, Node("Hash", Table))), false },
            { Node("Aggregate", Node("Merge Join", Index, Node("Hash Join", Table, Table))), false },
            { Node("Aggregate", Table), false },
        };

    private static string Node(string type, params string[] below) =>
        $$"""{"Node Type": "{{type}}", "Plans": [{{string.Join(',', below)}}]}""";

    [Theory]
    [MemberData(nameof(Plans))]
    public void A_plan_is_kept_if_nothing_is_sorted_or_read_again_and_again(string plan, bool streams) =>
        Assert.Equal(streams, StreamingPlan.Streams(JsonElement.Parse(plan)));
}
