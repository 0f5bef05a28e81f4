using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace SolarFlare.Demo;

/// <summary>Simulates visitors over HTTP, with pages, cookies and forms. The variant they see affects what they do.</summary>
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
        await WaitForStartAsync(stoppingToken);
        if (stoppingToken.IsCancellationRequested || FindOwnAddress() is not { } address)
        {
            return;
        }

        Log.Started(logger, options.Value.VisitorsPerMinute);
        var failureLogged = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
                using var browser = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
                browser.DefaultRequestHeaders.UserAgent.ParseAdd("SolarFlare-Simulated-Visitor/1.0");
                browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
                await new SimulatedVisit(browser, random, time).RunAsync(stoppingToken);
                failureLogged = false;
            }
            catch (Exception exception)
                when (exception is HttpRequestException or IOException
                    || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested)
                )
            {
                if (!failureLogged)
                {
                    Log.VisitFailed(logger, exception.GetType().Name);
                }
                failureLogged = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Exponentially distributed pauses, as between independent arrivals.
            var pause = TimeSpan.FromMinutes(-Math.Log(1 - random.NextDouble()) / options.Value.VisitorsPerMinute);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var stopping = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The shop's own address; null if it does not listen, as in tests.</summary>
    private Uri? FindOwnAddress() =>
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
        [LoggerMessage(LogLevel.Information, "Simulating {PerMinute} visitors per minute; set Demo:VisitorsPerMinute to 0 to stop.")]
        internal static partial void Started(ILogger logger, double perMinute);

        [LoggerMessage(LogLevel.Warning, "A simulated visit failed ({Error}); the simulation continues.")]
        internal static partial void VisitFailed(ILogger logger, string error);
    }
}
