using System.Text.Json;
using Microsoft.Extensions.Logging;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Flags;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Downstream;

/// <summary>
/// SDKs from before <see cref="Snapshot.SchemaHeader"/> refuse a snapshot that states a schema above 1, and would keep their old flags.
/// They are told of schema 1, ignore the participants, and serve the control.
/// </summary>
public class SchemaTests
{
    private const string Layered = """{"variant":"off","participants":{"layer":{"salt":"s","from":0,"to":50000},"rollout":""";

    [Theory, Trait("Fault", "20")]
    [InlineData(null, 1)]
    [InlineData("1", 1)]
    [InlineData("two", 1)]
    [InlineData("2", 2)]
    [InlineData("3", 2)]
    public async Task A_snapshot_states_its_schema_only_to_readers_that_know_one(string? header, int expected)
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(Snapshot(1)));

        using var response = await provider.GetAsync("/flags", headers: header is null ? [] : [(Flags.Snapshot.SchemaHeader, header)]);
        using var stream = await SseReader.OpenAsync(
            await provider.GetAsync("/stream", headers: header is null ? [] : [(Flags.Snapshot.SchemaHeader, header)])
        );
        var put = (await stream.NextEventAsync())!;

        var json = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, SchemaOf(json));
        Assert.Equal(expected, SchemaOf(put.Data));
        Assert.Contains(Layered, json, StringComparison.Ordinal);
        Assert.Contains(Layered, put.Data, StringComparison.Ordinal);
    }

    [Fact, Trait("Fault", "20")]
    public async Task An_old_reader_is_reported_once_and_only_where_it_matters()
    {
        var logs = new CapturedLogs();
        await using var provider = await TestProvider.StartAndSyncAsync(
            TestProvider.ManagerWith(TestData.Snapshot(1)),
            configure: builder => builder.Logging.AddProvider(logs)
        );

        using var old = await provider.StreamAsync();
        await old.NextEventAsync();
        var before = logs.At(LogLevel.Warning).Count(IsAboutOldReaders);
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2, flags: Flag())));
        await old.NextEventAsync();
        using var another = await provider.StreamAsync();
        await another.NextEventAsync();

        Assert.Equal(0, before);
        Assert.Equal(1, logs.At(LogLevel.Warning).Count(IsAboutOldReaders));
    }

    [Fact, Trait("Fault", "20")]
    public async Task A_replica_started_from_disk_states_the_schema_its_flags_need()
    {
        using var directory = new TemporaryDirectory();
        await using (await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(Snapshot(1)), settings: directory.Setting)) { }

        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(Snapshot(1)), settings: directory.Setting);
        using var response = await provider.GetAsync("/flags", headers: (Flags.Snapshot.SchemaHeader, "2"));

        Assert.Equal(2, SchemaOf(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Contains("\"schema\":1,", await ReadFileAsync(directory), StringComparison.Ordinal);
    }

    private static Task<string> ReadFileAsync(TemporaryDirectory directory) =>
        File.ReadAllTextAsync(
            Directory.EnumerateFiles(directory.Path, "*.flags", SearchOption.AllDirectories).Single(),
            TestContext.Current.CancellationToken
        );

    private static bool IsAboutOldReaders(string text) => text.Contains("does not know layers", StringComparison.Ordinal);

    private static Snapshot Snapshot(long version) => TestData.Snapshot(version, flags: Flag());

    private static Flag Flag() =>
        TestData.Flag() with
        {
            Fallthrough = Serve.Only(
                new()
                {
                    Layer = new() { Salt = "s", To = 50_000 },
                    Rollout = [new("on", 50_000), new("off", 50_000)],
                },
                "off"
            ),
        };

    private static int SchemaOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("schema").GetInt32();
}
