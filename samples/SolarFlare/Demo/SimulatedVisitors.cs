using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace SolarFlare.Demo;

/// <summary>People who are not there, calling the shop as browsers do: pages, cookies, forms. What they see decides what they do.</summary>
internal sealed partial class SimulatedVisitors(
    IServer server,
    IHostApplicationLifetime lifetime,
    IOptions<DemoOptions> options,
    TimeProvider time,
    ILogger<SimulatedVisitors> logger
) : BackgroundService
{
    private readonly Random random = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        if (stoppingToken.IsCancellationRequested || Address() is not { } address)
        {
            return;
        }

        Log.Coming(logger, options.Value.VisitorsPerMinute);
        var complained = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
                using var browser = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
                browser.DefaultRequestHeaders.UserAgent.ParseAdd("SolarFlare-Simulated-Visitor/1.0");
                browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
                await new Visit(browser, random, time).MakeAsync(stoppingToken);
                complained = false;
            }
            catch (Exception fault)
                when (fault is HttpRequestException or IOException
                    || (fault is OperationCanceledException && !stoppingToken.IsCancellationRequested)
                )
            {
                if (!complained)
                {
                    Log.Turned(logger, fault.GetType().Name);
                }
                complained = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Exponential pauses: people do not come by the clock.
            var pause = TimeSpan.FromMinutes(-Math.Log(1 - random.NextDouble()) / options.Value.VisitorsPerMinute);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var stopping = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The shop's own; none where it does not listen, as in tests.</summary>
    private Uri? Address() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(a => a.StartsWith("http:", StringComparison.Ordinal))
            is { } address
        && Uri.TryCreate(
            address
                .Replace("[::]", "localhost", StringComparison.Ordinal)
                .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
                .Replace("//+", "//localhost", StringComparison.Ordinal),
            UriKind.Absolute,
            out var uri
        )
            ? uri
            : null;

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "Simulated visitors come in, {PerMinute} a minute (Demo:VisitorsPerMinute; 0 keeps them away)."
        )]
        internal static partial void Coming(ILogger logger, double perMinute);

        [LoggerMessage(LogLevel.Warning, "A simulated visitor could not finish ({Fault}); others will come.")]
        internal static partial void Turned(ILogger logger, string fault);
    }
}
