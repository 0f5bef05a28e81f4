using System.Text.Json;

namespace Waypost.Flags.Tests;

/// <summary>The schema that a snapshot states: the oldest its flags need.</summary>
public class SchemaTests
{
    private static readonly Flag Plain = TestData.Flag("plain");
    private static readonly Flag Layered = TestData.Flag("layered") with { Fallthrough = TestData.InLayer(0, 50_000) };

    [Fact]
    public void Only_a_snapshot_with_participants_needs_schema_2()
    {
        Assert.Equal(1, TestData.Snapshot(Plain).Schema);
        Assert.Equal(2, TestData.Snapshot(Plain, Layered).Schema);
        Assert.Contains("\"schema\":1,", Write(TestData.Snapshot(Plain)), StringComparison.Ordinal);
        Assert.Contains("\"schema\":2,", Write(TestData.Snapshot(Plain, Layered)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_raises_the_schema_and_lowers_it_again()
    {
        var before = Read(Write(TestData.Snapshot(Plain)));
        var running = before with { Version = 2, Flags = [Layered, Plain], Schema = 0 };
        var stopped = running with { Version = 3, Flags = [Plain] };

        var afterStart = Patch.Apply(before, Patch.Between(before, running));
        var afterStop = Patch.Apply(afterStart, Patch.Between(afterStart, stopped));

        Assert.Equal(2, afterStart.Schema);
        Assert.Equal(1, afterStop.Schema);
    }

    [Fact, Trait("Fault", "20")]
    public void A_snapshot_of_a_newer_schema_stays_one_after_a_patch()
    {
        var newer = TestData.Snapshot(Plain) with { Schema = 99 };

        Assert.Equal(99, Patch.Apply(newer, Patch.Between(newer, newer with { Version = 2, Flags = [Plain, Layered] })).Schema);
    }

    [Fact, Trait("Fault", "20")]
    public void For_a_reader_of_schema_1_only_the_number_changes()
    {
        var snapshot = TestData.Snapshot(Layered);

        var sent = snapshot.ForReader(1);

        Assert.Equal(1, sent.Schema);
        Assert.Same(snapshot.Flags, sent.Flags);
        Assert.Same(snapshot, snapshot.ForReader(2));
        Assert.Equal(2, (Read(Write(sent)) with { Schema = 0 }).Schema);
    }

    private static string Write(Snapshot snapshot) => JsonSerializer.Serialize(snapshot, FlagsJson.Default.Snapshot);

    private static Snapshot Read(string json) => JsonSerializer.Deserialize(json, FlagsJson.Default.Snapshot)!;
}
