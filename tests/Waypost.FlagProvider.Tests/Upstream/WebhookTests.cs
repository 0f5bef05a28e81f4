using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Upstream;

public class WebhookTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patch_that_fits_is_applied()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("e1.2", CurrentVersion(provider));
    }

    [Fact]
    public async Task A_snapshot_is_applied()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(TestData.Updated(TestData.Snapshot(7)));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("e1.7", CurrentVersion(provider));
    }

    [Fact]
    public async Task An_older_version_is_answered_like_an_applied_one()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(9)));

        using var patch = await provider.PostAsync(TestData.Updated(TestData.Patch(3, 4)));
        using var snapshot = await provider.PostAsync(TestData.Updated(TestData.Snapshot(4)));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (patch.StatusCode, snapshot.StatusCode));
        Assert.Equal("e1.9", CurrentVersion(provider));
    }

    [Theory]
    [InlineData(5, 6, "e1", 1)]
    [InlineData(1, 2, "e2", 0)]
    public async Task A_patch_that_does_not_fit_is_answered_with_the_current_version(
        long from,
        long version,
        string epoch,
        long currentVersion
    )
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(TestData.Updated(TestData.Patch(from, version, epoch)));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(
            currentVersion,
            (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("version").GetInt64()
        );
        Assert.Equal("e1.1", CurrentVersion(provider));
    }

    [Fact]
    public async Task An_update_without_payload_is_answered_with_409()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        var announced = TestData.Updated(TestData.Snapshot(2));

        using var response = await provider.PostAsync(announced with { Data = announced.Data with { Snapshot = null } });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_type_from_a_newer_manager_is_ignored()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(TestData.Updated(TestData.Snapshot(2)) with { Type = "flags.painted" });

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("e1.1", CurrentVersion(provider));
    }

    [Fact]
    public async Task A_deleted_environment_is_dropped()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        provider.Manager.Remove(TestData.Production); // otherwise the next long poll could fetch it again

        using var response = await provider.PostAsync(TestData.Deleted(TestData.Production, "e1"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Null(provider.Store.Find(TestData.Production));
    }

    [Fact]
    public async Task A_late_deletion_does_not_drop_an_environment_recreated_under_the_same_key()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(1, "e2")));

        using var response = await provider.PostAsync(TestData.Deleted(TestData.Production, "e1"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("e2.1", CurrentVersion(provider));
    }

    [Fact]
    [Trait("Fault", "14")]
    public async Task During_rotation_either_secret_is_accepted()
    {
        var next = WebhookSecret.Generate();
        await using var provider = await TestProvider.StartAndSyncAsync(
            settings: ("Waypost:WebhookSecret", $"{next} {FakeManager.SecretText}")
        );

        using var old = await provider.PostAsync(TestData.Updated(TestData.Snapshot(2)));
        using var newer = await provider.PostAsync(TestData.Updated(TestData.Snapshot(3)), WebhookSecret.Parse(next));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (old.StatusCode, newer.StatusCode));
    }

    private static string? CurrentVersion(TestProvider provider) => provider.Store.Find(TestData.Production)?.Current?.Id;
}
