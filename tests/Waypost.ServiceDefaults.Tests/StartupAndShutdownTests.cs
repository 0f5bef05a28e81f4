using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Waypost.ServiceDefaults.Tests;

public sealed class StartupAndShutdownTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(20, "shutdownTimeoutSeconds", "20")]
    [InlineData(13, "Waypost:Shutdown:Drain", "00:00:05")]
    public async Task The_shutdown_has_a_timeout_that_can_be_set(int seconds, string setting = "unrelated", string value = "")
    {
        await using var app = TestService.Builder((setting, value)).Build();

        Assert.Equal(TimeSpan.FromSeconds(seconds), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Theory]
    [InlineData("01:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("soon")]
    public async Task An_invalid_setting_ends_the_start_with_exit_code_1(string drain)
    {
        var code = await Startup.RunAndExplainAsync(() => TestService.Builder(("Waypost:Shutdown:Drain", drain)).Build());

        Assert.Equal(1, code);
    }

    [Fact]
    public void Every_invalid_option_is_explained()
    {
        var faults = new AggregateException(
            new OptionsValidationException("a", typeof(object), ["First.", "Second."]),
            new OptionsValidationException("b", typeof(object), ["Third."])
        );

        Assert.Equal(["First.", "Second.", "Third."], Startup.Explain(faults));
    }

    [Fact]
    public async Task An_option_that_is_invalid_while_the_service_is_built_is_explained() =>
        Assert.Equal(
            1,
            await Startup.RunAndExplainAsync(() => throw new OptionsValidationException("a", typeof(object), ["A is missing."]))
        );

    [Fact]
    public void A_bug_is_not_explained() => Assert.Empty(Startup.Explain(new InvalidOperationException("a bug")));

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var builder = TestService.Builder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();

        var fault = await Assert.ThrowsAsync<IOException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"127.0.0.1:{port}", Assert.Single(Startup.Explain(fault)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_certificate_is_named()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pfx");
        await using var app = TestService
            .Builder(("Kestrel:Endpoints:a:Url", "https://127.0.0.1:0"), ("Kestrel:Endpoints:a:Certificate:Path", file))
            .Build();

        var fault = await Record.ExceptionAsync(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(file, Assert.Single(Startup.Explain(fault!)), StringComparison.Ordinal);
    }
}
