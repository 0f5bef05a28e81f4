using System.Net;
using Waypost.LocalPostgres;
using Waypost.Sdk;
using Waypost.Testing;

namespace Waypost.System.Tests;

[Collection(nameof(RunningSystem))]
public sealed class FaultTests(RunningSystem system)
{
    [Fact]
    [Trait("Fault", "01")]
    public async Task A_killed_provider_is_restarted_and_catches_up_while_its_SDK_keeps_evaluating()
    {
        var before = await system.Manager.NewFlagAsync();
        await using var client = new WaypostClient(new() { SdkKey = system.ServerKey, ProviderUrl = system.Provider(1).Url });
        await Eventually.IsTrueAsync(() => client.EvaluateFlag(before, "anyone", false));

        var killed = system.ProcessOf("provider", 1);
        Signals.Send(killed, Signal.Kill);
        var meanwhile = await system.Manager.NewFlagAsync();

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.True(client.EvaluateFlag(before, "anyone", false));
            return client.EvaluateFlag(meanwhile, "anyone", false) && await system.Provider(2).ServesAsync(meanwhile);
        });
        await system.WaitUntilHealthyAsync();
        Assert.NotEqual(killed, system.ProcessOf("provider", 1));
        Assert.Equal((await system.Provider(2).FlagsAsync())!.Tag, (await system.Provider(1).FlagsAsync())!.Tag);
    }

    [Fact]
    [Trait("Fault", "03")]
    public async Task A_provider_restarted_while_the_manager_is_unavailable_serves_from_disk_and_catches_up_later()
    {
        var manager = system.ProcessOf("manager");

        // Frozen instead of killed, because a killed manager would be restarted at once.
        await RunningSystem.FreezeAsync(manager);
        try
        {
            await system.KillAsync("provider", 2);
            await Eventually.IsTrueAsync(() => system.Provider(2).ServesAsync("quote-form"));
            using var health = await system.Provider(2).GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
        finally
        {
            await RunningSystem.ContinueAsync(manager);
        }

        await system.WaitUntilHealthyAsync();
        var later = await system.Manager.NewFlagAsync();
        await Eventually.IsTrueAsync(() => system.Provider(2).ServesAsync(later));
    }

    [Fact]
    public async Task A_killed_manager_is_restarted_and_edits_reach_the_providers_again()
    {
        await system.KillAndWaitAsync("manager");

        var flag = await system.Manager.NewFlagAsync();

        await Eventually.IsTrueAsync(async () => await system.Provider(1).ServesAsync(flag) && await system.Provider(2).ServesAsync(flag));
    }

    [Fact]
    [Trait("Fault", "04")]
    public async Task A_killed_PostgreSQL_is_restarted_with_every_acknowledged_edit()
    {
        var acknowledged = await system.Manager.NewFlagAsync();

        var killed = await system.PostgresAsync();
        Signals.Send(killed!.Value.Id, Signal.Kill);
        await Eventually.IsTrueAsync(async () => await system.PostgresAsync() is { } again && again != killed);
        await Eventually.IsTrueAsync(async () =>
        {
            using var found = await system.Manager.SendAsync("GET", $"{ManagerApi.Flags}/{acknowledged}");
            return found.StatusCode == HttpStatusCode.OK;
        });
        await system.WaitUntilHealthyAsync();
        var next = await system.Manager.NewFlagAsync();
        await Eventually.IsTrueAsync(() => system.Provider(1).ServesAsync(next));
    }
}
