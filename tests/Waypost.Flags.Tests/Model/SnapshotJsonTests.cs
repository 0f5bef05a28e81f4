using System.Text.Json;

namespace Waypost.Flags.Tests;

public class SnapshotJsonTests
{
    // Line breaks are removed: the protocol has no white space in JSON.
    private static readonly string Example = """
        {"schema":1,"project":"default","environment":"production","epoch":"k3J9xQ2b","version":42,
        "flags":[
        {"key":"quote-form","type":"boolean","enabled":true,"salt":"Jx3kQ0aZ",
        "variants":{"on":true,"off":false},"offVariant":"off","assignments":{"julia m":"on","sean r":"off"},
        "rules":[{"id":"beta","when":[{"attribute":"plan","op":"in","values":["beta","pro"]},
        {"attribute":"segment","op":"inSegment","values":["internal"],"negate":true}],"serve":{"variant":"on"}}],
        "fallthrough":{"rollout":[{"variant":"on","weight":50000},{"variant":"off","weight":50000}]},
        "experiment":{"id":7,"control":"off"}}],
        "segments":[{"key":"internal","included":["julia m"],"excluded":[],
        "rules":[{"when":[{"attribute":"email","op":"endsWith","values":["@solarflare.example"]}]}]}]}
        """.ReplaceLineEndings("");

    [Fact]
    public void The_example_of_the_protocol_round_trips_unchanged()
    {
        var snapshot = JsonSerializer.Deserialize(Example, FlagsJson.Default.Snapshot)!;

        Assert.Equal(Example, JsonSerializer.Serialize(snapshot, FlagsJson.Default.Snapshot));
    }

    [Fact]
    public void Deserializing_the_same_json_twice_gives_equal_snapshots()
    {
        var first = JsonSerializer.Deserialize(Example, FlagsJson.Default.Snapshot);
        var second = JsonSerializer.Deserialize(Example, FlagsJson.Default.Snapshot);

        Assert.Equal(first, second);
        Assert.Equal(first!.GetHashCode(), second!.GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "assignments": null, "rules": null, "experiment": null""")]
    public void Missing_and_null_collections_read_as_empty(string fields)
    {
        var flag = JsonSerializer.Deserialize(
            $$"""
            {
              "key": "a", "type": "string", "salt": "s",
              "variants": {"x": "1"}, "offVariant": "x", "fallthrough": {"variant": "x"} {{fields}}
            }
            """,
            FlagsJson.Default.Flag
        )!;

        Assert.Empty(flag.Assignments);
        Assert.Empty(flag.Rules);
        Assert.Null(flag.Experiment);
        Assert.False(flag.Enabled);
    }

    [Fact]
    public void Missing_lists_of_snapshots_patches_segments_and_clauses_read_as_empty()
    {
        var snapshot = JsonSerializer.Deserialize(
            """
            {
              "project": "p", "environment": "e", "epoch": "x", "version": 1,
              "segments": [{"key": "s", "rules": [{"when": [{"attribute": "a", "op": "in"}]}, {}]}]
            }
            """,
            FlagsJson.Default.Snapshot
        )!;
        var patch = JsonSerializer.Deserialize("""{"epoch": "x", "from": 1, "version": 1}""", FlagsJson.Default.SnapshotPatch)!;

        Assert.Equal(Snapshot.OldestSchema, snapshot.Schema);
        Assert.Empty(snapshot.Flags);
        Assert.Empty(snapshot.Segments[0].Included);
        Assert.Empty(snapshot.Segments[0].Rules[0].When[0].Values);
        Assert.Empty(snapshot.Segments[0].Rules[1].When);
        Assert.True(patch.IsEmpty);
        Assert.Equal(
            """{"epoch":"x","from":1,"version":1,"flags":[],"removedFlags":[],"segments":[],"removedSegments":[]}""",
            JsonSerializer.Serialize(patch, FlagsJson.Default.SnapshotPatch)
        );
    }

    [Theory]
    [Trait("Fault", "20")]
    [InlineData("\"boolean\"", FlagType.Boolean)]
    [InlineData("\"string\"", FlagType.String)]
    [InlineData("\"number\"", FlagType.Number)]
    [InlineData("\"json\"", FlagType.Json)]
    [InlineData("\"Boolean\"", FlagType.Unknown)]
    [InlineData("\"colour\"", FlagType.Unknown)]
    [InlineData("null", FlagType.Unknown)]
    [InlineData("{\"of\": [1]}", FlagType.Unknown)]
    public void An_unknown_flag_type_reads_as_unknown(string type, FlagType expected)
    {
        var flag = JsonSerializer.Deserialize(
            $$"""
            {
              "key": "a", "type": {{type}}, "salt": "s",
              "variants": {}, "offVariant": "x", "fallthrough": {"variant": "x"}, "newField": {"deep": []}
            }
            """,
            FlagsJson.Default.Flag
        )!;

        Assert.Equal(expected, flag.Type);
    }

    [Fact]
    public void Variants_keep_the_order_they_were_defined_in()
    {
        var flag = JsonSerializer.Deserialize(
            """
            {
              "key": "a", "type": "string", "salt": "s",
              "variants": {"z": "1", "a": "2", "m": "3"}, "offVariant": "z", "fallthrough": {"variant": "z"}
            }
            """,
            FlagsJson.Default.Flag
        )!;

        Assert.Equal(["z", "a", "m"], flag.Variants.Keys);
    }

    [Fact]
    public void Json_that_is_nested_too_deeply_is_refused() =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(
                $$"""{"project": "p", "environment": "e", "epoch": "x", "version": 1, "flags": {{new string('[', 5_000)}}""",
                FlagsJson.Default.Snapshot
            )
        );
}
