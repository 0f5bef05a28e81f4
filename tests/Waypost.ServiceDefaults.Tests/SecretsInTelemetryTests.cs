using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Waypost.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class SecretsInTelemetryTests
{
    private const string key = "wp_client_HushHushHush";

    [Theory]
    [InlineData("Information")]
    [InlineData("Trace")]
    public async Task A_key_in_an_address_is_not_logged_at_any_log_level(string level)
    {
        using var log = new CapturedLogs();
        var builder = TestService.Builder(
            ("Logging:LogLevel:Default", level),
            ("Logging:LogLevel:Microsoft.AspNetCore", level),
            ("Logging:Captured:LogLevel:Default", level)
        );
        builder.Logging.AddProvider(log);
        await using var service = await TestService.StartAsync(builder, app => app.MapGet("/stream", () => "flags"));

        using var answer = await service.GetAsync($"/stream?sdk_key={key}");

        Assert.True(answer.IsSuccessStatusCode);
        Assert.NotEmpty(log.Everything);
        Assert.DoesNotContain(log.Everything, line => line.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_in_an_address_is_in_no_span_and_probes_and_streams_have_none()
    {
        using var spans = new CapturedActivities();
        var builder = TestService.Builder();
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
        await using var service = await TestService.StartAsync(
            builder,
            app =>
            {
                app.MapGet("/flags", () => "flags");
                app.MapGet("/stream", () => "flags");
            }
        );

        var port = new Uri(service.App.Urls.Single()).Port;
        foreach (var path in new[] { "/alive", "/health", $"/stream?sdk_key={key}", $"/flags?sdk_key={key}" })
        {
            using var answer = await service.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode);
        }

        await service.App.StopAsync(TestContext.Current.CancellationToken);
        var span = Assert.Single(
            spans.Ended,
            span => span.Source.Name == "Microsoft.AspNetCore" && port.Equals(span.GetTagItem("server.port"))
        );
        Assert.Equal("/flags", span.GetTagItem("url.path"));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains(key, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("/api/v1/projects", null, true)]
    [InlineData("/webhooks/flags", null, true)]
    [InlineData("/health", null, false)]
    [InlineData("/alive", null, false)]
    [InlineData("/stream", null, false)]
    [InlineData("/ofrep/v1/stream", null, false)]
    [InlineData("/internal/providers", null, false)]
    [InlineData("/projects/default/live", "text/event-stream", false)]
    public void Probes_and_lasting_requests_are_not_traced(string path, string? accept, bool isTraced)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        if (accept is not null)
        {
            context.Request.Headers.Accept = accept;
        }

        Assert.Equal(isTraced, Telemetry.ShouldTrace(context));
    }
}
