using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;

namespace Waypost.AppHost.Running;

/// <summary>
/// Prints each service as it becomes healthy, then all addresses and how to sign in. The last line is a contract: scripts wait for it.
/// </summary>
internal sealed class ReadyMessage(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    AppHostSettings settings,
    DataDirectory directory,
    Lazy<Secrets> secrets,
    IReadOnlyDictionary<string, string> given,
    IConfiguration configuration,
    TextWriter output,
    TimeProvider time
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitUntilHealthyAsync(stoppingToken);
        await WriteAsync(Lines(), stoppingToken);
    }

    private async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var expected = model.ResourcesToRestart().ToDictionary(resource => resource, resource => resource.GetReplicaCount());
        var healthy = new Dictionary<string, IResource>();
        var reported = new HashSet<IResource>();
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (change.Snapshot.State?.Text == KnownResourceStates.Running && change.Snapshot.HealthStatus == HealthStatus.Healthy)
            {
                healthy[change.ResourceId] = change.Resource;
            }
            else
            {
                healthy.Remove(change.ResourceId);
            }
            if (IsComplete(change.Resource) && reported.Add(change.Resource))
            {
                var seconds = time.GetElapsedTime(started).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                await WriteAsync([Row(change.Resource.Name, $"healthy after {seconds} s")], cancellationToken);
            }

            if (expected.Keys.All(IsComplete))
            {
                return;
            }
        }

        bool IsComplete(IResource one) =>
            expected.TryGetValue(one, out var count) && healthy.Values.Count(resource => resource == one) >= count;
    }

    private async Task WriteAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            await output.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
        await output.FlushAsync(cancellationToken);
    }

    private IEnumerable<string> Lines()
    {
        foreach (var name in secrets.Value.IgnoredParameters(given))
        {
            yield return $"--Parameters:{name} has no effect: the data in {directory.Path} was created with another value. Change it in "
                + "the manager, or start with another --DataDirectory.";
        }

        yield return "";
        yield return Row("manager", Url("manager"));
        yield return Row("providers", Url("provider"));
        if (settings.Demo)
        {
            yield return Row("SolarFlare", Url("solarflare"));
        }
        if (Dashboard() is { } dashboard)
        {
            yield return Row("dashboard", dashboard);
        }
        yield return Row("data", directory.Path);
        yield return "";
        yield return Row("sign in as", secrets.Value.AdminEmail);
        yield return Row("password", secrets.Value.AdminPassword);
        yield return Row("for scripts", $"access token and SDK keys are in {SecretsFile.PathIn(directory)}");
        yield return "";
        yield return $"Waypost is ready: {Url("manager")}";
    }

    private string Url(string resource) =>
        model.Resources.OfType<IResourceWithEndpoints>().Single(one => one.Name == resource).GetEndpoint("http").Url;

    private string? Dashboard()
    {
        if (
            !model.Resources.Any(resource => resource.Name == "aspire-dashboard")
            || configuration["ASPNETCORE_URLS"]?.Split(';') is not [var url, ..]
        )
        {
            return null;
        }
        return configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{url}/login?t={token}" : url;
    }

    private static string Row(string label, string value) => $"  {label.PadRight(12)} {value}";
}
