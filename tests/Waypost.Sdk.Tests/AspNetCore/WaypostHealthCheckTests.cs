using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Waypost.Sdk.AspNetCore;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.AspNetCore;

public sealed class WaypostHealthCheckTests
{
    [Theory]
    [InlineData(WaypostStatus.Ready, HealthStatus.Healthy)]
    [InlineData(WaypostStatus.Stale, HealthStatus.Degraded)]
    [InlineData(WaypostStatus.NotReady, HealthStatus.Degraded)]
    [InlineData(WaypostStatus.Refused, HealthStatus.Degraded)]
    public async Task Any_status_but_ready_is_reported_as_degraded(WaypostStatus status, HealthStatus health)
    {
        var waypost = WaypostClient.ForTesting().Set("quote-form", true);
        waypost.Status = status;
        var services = new ServiceCollection().AddLogging().AddSingleton<IWaypostClient>(waypost);
        services.AddHealthChecks().AddWaypost();
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestTimeout.Token());

        Assert.Equal(health, report.Status);
        Assert.Equal(status.ToString(), report.Entries["waypost"].Data["status"]);
    }
}
