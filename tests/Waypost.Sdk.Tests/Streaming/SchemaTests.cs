using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests.Streaming;

/// <summary>Flags of a newer schema are used as far as this version knows it, and the log says so.</summary>
public sealed class SchemaTests
{
    [Fact, Trait("Fault", "20")]
    public async Task The_client_states_the_newest_schema_it_knows()
    {
        await using var harness = await ClientHarness.StartAsync();

        Assert.Equal("2", (await harness.Provider.AcceptAsync()).Schema);
    }

    [Fact, Trait("Fault", "20")]
    public async Task Flags_of_a_newer_schema_are_used_with_one_warning()
    {
        await using var harness = await ClientHarness.StartAsync();

        var connection = await harness.ServeAsync(Snapshots.At(2) with { Schema = Snapshot.CurrentSchema + 1 });
        await connection.PatchAsync(Snapshots.Between(2, 3));
        await harness.Client.WaitForVersionAsync(3);

        Assert.False(harness.Client.EvaluateFlag("quote-form", "anyone", true));
        Assert.Contains("schema 3", Assert.Single(harness.Logs.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_participant_of_an_experiment_in_a_layer_is_an_exposure()
    {
        var exposures = new List<Exposure>();
        await using var harness = await ClientHarness.StartAsync(options => options.OnExposure = exposures.Add);

        await harness.ServeAsync(Snapshots.At(2, more: Snapshots.Layered()));

        Assert.True(harness.Client.EvaluateFlag("layered", "anyone", false));
        Assert.Equal(("anyone", 8L, "on"), Assert.Single(exposures.Select(e => (e.TargetingKey, e.ExperimentId, e.Variant))));
        Assert.Empty(harness.Logs.At(LogLevel.Warning));
    }
}
