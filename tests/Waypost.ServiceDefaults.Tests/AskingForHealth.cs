using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class AskingForHealth
{
    [Fact]
    public async Task A_dead_dependency_makes_a_service_unhealthy_but_leaves_it_alive()
    {
        var builder = Service.Builder();
        builder.Services.AddHealthChecks().AddCheck("database", () => HealthCheckResult.Unhealthy("No answer."));
        await using var service = await Service.StartAsync(builder);

        var health = await service.HealthAsync();
        var alive = await service.HealthAsync("/alive");

        Assert.Equal(503, health.Status);
        Assert.Equal("unhealthy", health.Body.GetProperty("status").GetString());
        Assert.Equal("No answer.", health.Body.GetProperty("checks").GetProperty("database").GetProperty("description").GetString());
        Assert.Equal(200, alive.Status);
        Assert.False(alive.Body.GetProperty("checks").TryGetProperty("database", out _));
    }

    [Fact]
    public async Task A_degraded_service_still_takes_requests_and_says_how_bad_it_is()
    {
        var builder = Service.Builder();
        builder
            .Services.AddHealthChecks()
            .AddCheck(
                "snapshots",
                () =>
                    HealthCheckResult.Degraded(
                        "Stale.",
                        data: new Dictionary<string, object>
                        {
                            ["ageSeconds"] = 61.5,
                            ["source"] = "disk",
                            ["fresh"] = false,
                        }
                    )
            );
        await using var service = await Service.StartAsync(builder);

        var health = await service.HealthAsync();

        Assert.Equal(200, health.Status);
        Assert.Equal("degraded", health.Body.GetProperty("status").GetString());
        var data = health.Body.GetProperty("checks").GetProperty("snapshots").GetProperty("data");
        Assert.Equal(61.5, data.GetProperty("ageSeconds").GetDouble());
        Assert.Equal("disk", data.GetProperty("source").GetString());
        Assert.False(data.GetProperty("fresh").GetBoolean());
    }

    [Fact]
    public async Task What_an_exception_says_is_kept_from_whoever_asks()
    {
        var builder = Service.Builder();
        builder.Services.AddHealthChecks().AddCheck("database", () => throw new InvalidOperationException("password=hush"));
        await using var service = await Service.StartAsync(builder);

        var health = await service.HealthAsync();

        Assert.Equal(503, health.Status);
        Assert.DoesNotContain("hush", health.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_does_not_keep_whoever_asks_waiting()
    {
        var builder = Service.Builder();
        builder
            .Services.AddHealthChecks()
            .AddCheck("database", () => HealthCheckResult.Healthy())
            .AddCheck("patient", () => HealthCheckResult.Healthy(), timeout: TimeSpan.FromSeconds(9));
        await using var service = await Service.StartAsync(builder);

        var checks = service
            .App.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>()
            .Value.Registrations.ToDictionary(check => check.Name, check => check.Timeout);

        Assert.Equal((5, 9), (checks["database"].TotalSeconds, checks["patient"].TotalSeconds));
    }

    [Theory]
    [InlineData("/alive")]
    [InlineData("/health")]
    public async Task Probes_need_no_login_and_are_never_cached(string path)
    {
        var builder = Service.Builder();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        await using var service = await Service.StartAsync(builder);

        using var answer = await service.GetAsync(path);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task From_the_stop_signal_on_a_service_is_unhealthy_alive_and_still_answers()
    {
        var clock = new FakeTimeProvider();
        var builder = Service.Builder(("Waypost:Shutdown:Drain", "00:00:10"));
        builder.Services.AddSingleton<TimeProvider>(clock);
        await using var service = await Service.StartAsync(builder);

        var stopping = service.App.StopAsync(TestContext.Current.CancellationToken);
        service.App.Lifetime.StopApplication();
        var health = await service.HealthAsync();
        var alive = await service.HealthAsync("/alive");

        Assert.Equal(503, health.Status);
        Assert.Equal(200, alive.Status);
        Assert.False(stopping.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(10));
        await stopping;
    }
}
