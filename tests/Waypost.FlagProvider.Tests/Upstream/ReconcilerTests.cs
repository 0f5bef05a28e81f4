using System.Net;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Upstream;

/// <summary>The long poll, which delivers changes whose webhook was lost and serves replicas that cannot be called.</summary>
public class ReconcilerTests
{
    private static readonly EnvironmentKey Development = new("default", "development");

    [Fact]
    public async Task A_new_replica_fetches_every_environment_and_the_keys()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(
            TestProvider.ManagerWith(TestData.Snapshot(3), TestData.Snapshot(8, "e9", Development))
        );

        Assert.Equal("e1.3", CurrentVersion(provider));
        Assert.Equal("e9.8", CurrentVersion(provider, Development));
        Assert.Equal(1, provider.Service<SdkKeyStore>().Current!.Version);
    }

    [Fact]
    public async Task A_registration_contains_id_callback_url_versions_and_keys_version()
    {
        // A manager on this machine can call a replica that listens on loopback.
        await using var provider = await TestProvider.StartAndSyncAsync(settings: ("Waypost:ManagerUrl", "http://localhost:3000"));
        await Eventually.IsTrueAsync(() => provider.Manager.Registrations.Count >= 2);

        var registration = provider.Manager.Registrations.Last();

        Assert.Equal("provider-1", registration.InstanceId);
        Assert.Equal(provider.Address.GetLeftPart(UriPartial.Authority), registration.CallbackUrl);
        Assert.Equal("e1.1", registration.Versions["default/production"]);
        Assert.Equal(1, registration.KeysVersion);
    }

    [Fact]
    public async Task A_replica_that_cannot_be_called_registers_without_callback_url()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(
            settings: [("urls", "http://0.0.0.0:0"), ("Waypost:CallbackUrl", "none")]
        );

        Expect.All(provider.Manager.Registrations, registration => Assert.Null(registration.CallbackUrl));
    }

    [Fact]
    [Trait("Fault", "05")]
    public async Task A_change_whose_webhook_was_lost_arrives_by_long_poll()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        provider.Manager.Set(TestData.Snapshot(2));

        await Eventually.IsTrueAsync(() => CurrentVersion(provider) == "e1.2");
    }

    [Fact]
    [Trait("Fault", "22")]
    public async Task A_restored_backup_is_followed_although_its_version_is_lower()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(90)));

        provider.Manager.Set(TestData.Snapshot(70, "e2"));

        await Eventually.IsTrueAsync(() => CurrentVersion(provider) == "e2.70");
    }

    [Fact]
    public async Task A_change_that_arrives_by_webhook_is_not_fetched()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));
        var before = provider.Manager.SnapshotRequests;

        provider.Manager.Set(TestData.Snapshot(3));
        await provider.PostAsync(TestData.Updated(TestData.Patch(2, 3)));
        var registrations = provider.Manager.Registrations.Count;
        await Eventually.IsTrueAsync(() => Advance(time, () => provider.Manager.Registrations.Count >= registrations + 2));

        Assert.Equal(before, provider.Manager.SnapshotRequests);
    }

    [Fact]
    public async Task A_response_without_environments_does_not_remove_any()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        provider.Manager.Remove(TestData.Production);
        var before = provider.Manager.Registrations.Count;
        await Eventually.IsTrueAsync(() => provider.Manager.Registrations.Count >= before + 2);

        Assert.Equal("e1.1", CurrentVersion(provider));
    }

    [Fact]
    public async Task An_environment_the_manager_neither_lists_nor_knows_is_dropped()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(
            TestProvider.ManagerWith(TestData.Snapshot(1), TestData.Snapshot(1, "e9", Development))
        );

        provider.Manager.Remove(Development);

        await Eventually.IsTrueAsync(() => provider.Store.Find(Development) is null);
        Assert.Equal("e1.1", CurrentVersion(provider));
    }

    [Fact]
    public async Task Revoked_keys_are_fetched_although_their_webhook_was_lost()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        provider.Manager.Set(TestData.Keys(2, TestData.Key(TestData.ClientKey, Wire.SdkKey.Client)));

        await Eventually.IsTrueAsync(() => provider.Service<SdkKeyStore>().Current!.Version == 2);
        using var response = await provider.GetAsync("/flags");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static bool Advance(FakeTimeProvider time, Func<bool> condition)
    {
        time.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    }

    private static string? CurrentVersion(TestProvider provider, EnvironmentKey? key = null) =>
        provider.Store.Find(key ?? TestData.Production)?.Current?.Id;
}
