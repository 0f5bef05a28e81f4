using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class HealthEndpointTests
{
    [Fact]
    public async Task An_unavailable_dependency_makes_a_service_unhealthy_but_not_dead()
    {
        var builder = TestService.Builder();
        builder.Services.AddHealthChecks().AddCheck("database", () => HealthCheckResult.Unhealthy("No answer."));
        await using var service = await TestService.StartAsync(builder);

        var health = await service.HealthAsync();
        var alive = await service.HealthAsync("/alive");

        Assert.Equal(503, health.Status);
        Assert.Equal("unhealthy", health.Body.GetProperty("status").GetString());
        Assert.Equal("No answer.", health.Body.GetProperty("checks").GetProperty("database").GetProperty("description").GetString());
        Assert.Equal(200, alive.Status);
        Assert.False(alive.Body.GetProperty("checks").TryGetProperty("database", out _));
    }

    [Fact]
    public async Task A_degraded_service_still_receives_requests_and_reports_its_data()
    {
        var builder = TestService.Builder();
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
        await using var service = await TestService.StartAsync(builder);

        var health = await service.HealthAsync();

        Assert.Equal(200, health.Status);
        Assert.Equal("degraded", health.Body.GetProperty("status").GetString());
        var data = health.Body.GetProperty("checks").GetProperty("snapshots").GetProperty("data");
        Assert.Equal(61.5, data.GetProperty("ageSeconds").GetDouble());
        Assert.Equal("disk", data.GetProperty("source").GetString());
        Assert.False(data.GetProperty("fresh").GetBoolean());
    }

    [Fact]
    public async Task The_response_does_not_contain_the_text_of_an_exception()
    {
        var builder = TestService.Builder();
        builder.Services.AddHealthChecks().AddCheck("database", () => throw new InvalidOperationException("password=hush"));
        await using var service = await TestService.StartAsync(builder);

        var health = await service.HealthAsync();

        Assert.Equal(503, health.Status);
        Assert.DoesNotContain("hush", health.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_without_a_timeout_gets_one_of_5_seconds()
    {
        var builder = TestService.Builder();
        builder
            .Services.AddHealthChecks()
            .AddCheck("database", () => HealthCheckResult.Healthy())
            .AddCheck("patient", () => HealthCheckResult.Healthy(), timeout: TimeSpan.FromSeconds(9));
        await using var service = await TestService.StartAsync(builder);

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
        var builder = TestService.Builder();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        await using var service = await TestService.StartAsync(builder);

        using var answer = await service.GetAsync(path);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task After_the_stop_signal_a_service_is_unhealthy_but_alive_and_still_answers()
    {
        var clock = new FakeTimeProvider();
        var builder = TestService.Builder(("Waypost:Shutdown:Drain", "00:00:10"));
        builder.Services.AddSingleton<TimeProvider>(clock);
        await using var service = await TestService.StartAsync(builder);

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
