using System.Diagnostics;
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
    public async Task A_killed_provider_comes_back_and_catches_up_and_its_SDK_never_notices()
    {
        var before = await system.Manager.NewFlagAsync();
        await using var client = new WaypostClient(new() { SdkKey = system.ServerKey, ProviderUrl = system.Provider(1).Url });
        await Eventually.IsTrueAsync(() => client.EvaluateFlag(before, "anyone", false));

        Signals.Send(system.ProcessOf("provider", 1), Signal.Kill);
        var meanwhile = await system.Manager.NewFlagAsync();

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.True(client.EvaluateFlag(before, "anyone", false));
            return client.EvaluateFlag(meanwhile, "anyone", false) && await system.Provider(2).ServesAsync(meanwhile);
        });
        await system.HealthyAgainAsync();
        Assert.Equal((await system.Provider(2).FlagsAsync())!.Tag, (await system.Provider(1).FlagsAsync())!.Tag);
    }

    [Fact]
    [Trait("Fault", "03")]
    public async Task A_provider_that_restarts_while_the_manager_is_away_serves_from_its_disk_and_catches_up_later()
    {
        var manager = system.ProcessOf("manager");

        // Frozen, not killed: another one would be up in no time.
        await SignalAsync("-STOP", manager);
        try
        {
            await system.KillAsync("provider", 2);
            await Eventually.IsTrueAsync(() => system.Provider(2).ServesAsync("quote-form"));
            using var health = await system.Provider(2).GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
        finally
        {
            await SignalAsync("-CONT", manager);
        }

        await system.HealthyAgainAsync();
        var later = await system.Manager.NewFlagAsync();
        await Eventually.IsTrueAsync(() => system.Provider(2).ServesAsync(later));
    }

    [Fact]
    public async Task A_killed_manager_comes_back_and_edits_reach_the_providers_again()
    {
        await system.KillAndWaitAsync("manager");

        var flag = await system.Manager.NewFlagAsync();

        await Eventually.IsTrueAsync(async () => await system.Provider(1).ServesAsync(flag) && await system.Provider(2).ServesAsync(flag));
    }

    [Fact]
    [Trait("Fault", "04")]
    public async Task A_killed_PostgreSQL_comes_back_with_every_acknowledged_edit()
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
        await system.HealthyAgainAsync();
        var next = await system.Manager.NewFlagAsync();
        await Eventually.IsTrueAsync(() => system.Provider(1).ServesAsync(next));
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, $"{pid}"]);
        await kill.WaitForExitAsync(TestTimeout.Token());
    }
}
