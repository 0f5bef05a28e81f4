using System.Net;
using System.Text.Json;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

[Trait("Fault", "03")]
public class RestartTests
{
    [Fact]
    public async Task A_provider_restarted_without_its_manager_serves_flags_and_streams_from_disk()
    {
        using var directory = new TemporaryDirectory();
        await using (await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(42)), settings: directory.Setting)) { }

        await using var provider = await TestProvider.StartAsync(FailingManager(), settings: directory.Setting);

        using var flags = await provider.GetAsync("/flags");
        using var stream = await provider.StreamAsync();
        Assert.Equal("\"e1.42\"", flags.Headers.ETag!.Tag);
        Assert.Equal("e1.42", (await stream.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task A_provider_serving_from_disk_is_degraded_and_reports_the_age_of_its_flags()
    {
        using var directory = new TemporaryDirectory();
        await using (await TestProvider.StartAndSyncAsync(settings: directory.Setting)) { }

        var hourAgo = TimeProvider.System.GetUtcNow().AddHours(-1).UtcDateTime;
        File.SetLastWriteTimeUtc(directory.File("replica-1/default+production.flags"), hourAgo);
        await using var provider = await TestProvider.StartAsync(FailingManager(), settings: directory.Setting);

        using var response = await provider.GetAsync("/health", key: null);
        var check = await provider.HealthAsync();
        var data = check.GetProperty("data");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("degraded", check.GetProperty("status").GetString());
        Assert.Equal("disk", data.GetProperty("default/production:source").GetString());
        Assert.Equal("e1.1", data.GetProperty("default/production:version").GetString());
        Assert.InRange(data.GetProperty("default/production:ageSeconds").GetDouble(), 3600, 3700);
    }

    [Fact]
    public async Task With_the_manager_available_again_the_provider_is_healthy()
    {
        using var directory = new TemporaryDirectory();
        await using (await TestProvider.StartAndSyncAsync(settings: directory.Setting)) { }

        await using var provider = await TestProvider.StartAndSyncAsync(
            TestProvider.ManagerWith(TestData.Snapshot(2)),
            settings: directory.Setting
        );

        var check = await provider.HealthAsync();
        Assert.Equal("healthy", check.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.False, check.GetProperty("data").GetProperty("degraded").ValueKind);
        Assert.Equal("manager", check.GetProperty("data").GetProperty("default/production:source").GetString());
    }

    [Fact]
    public async Task Without_disk_and_manager_it_is_not_ready()
    {
        await using var provider = await TestProvider.StartAsync(FailingManager());

        using var health = await provider.GetAsync("/health", key: null);
        using var alive = await provider.GetAsync("/alive", key: null);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (health.StatusCode, alive.StatusCode));
    }

    [Fact]
    public async Task SDK_keys_are_stored_as_hashes_only()
    {
        using var directory = new TemporaryDirectory();
        await using (await TestProvider.StartAndSyncAsync(settings: directory.Setting)) { }

        var files = Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("sdk-keys", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var content = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(TestData.ServerKey, content, StringComparison.Ordinal);
            Assert.DoesNotContain(TestData.ClientKey, content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deleted_environment_does_not_come_back_from_disk()
    {
        using var directory = new TemporaryDirectory();
        await using (
            var provider = await TestProvider.StartAndSyncAsync(
                TestProvider.ManagerWith(TestData.Snapshot(1), TestData.Snapshot(1, "e2", new("default", "development"))),
                settings: directory.Setting
            )
        )
        {
            await Eventually.IsTrueAsync(() => File.Exists(directory.File("replica-1/default+production.flags")));
            provider.Manager.Remove(TestData.Production);
            await Eventually.IsTrueAsync(() => provider.Store.Find(TestData.Production) is null);
        }

        await using var restarted = await TestProvider.StartAsync(FailingManager(), settings: directory.Setting);

        Assert.Null(restarted.Store.Find(TestData.Production));
        Assert.NotNull(restarted.Store.Find(new("default", "development")));
    }

    private static FakeManager FailingManager()
    {
        var manager = new FakeManager();
        manager.FailWith(HttpStatusCode.ServiceUnavailable);
        return manager;
    }
}
