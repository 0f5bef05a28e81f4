using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Waypost.AppHost.Running;

/// <summary>
/// The address of each replica. The endpoint in the model is a proxy in front of all of them, which answers as long as one does. The
/// replica's own address is in the environment that the orchestrator reports in its snapshot.
/// </summary>
internal sealed class ReplicaAddresses(ResourceNotificationService notifications) : BackgroundService
{
    private readonly ConcurrentDictionary<string, (IResource Resource, Uri Address)> byId = new();

    public IReadOnlyList<Uri> Of(IResource resource) =>
        [.. byId.Values.Where(replica => replica.Resource == resource).Select(replica => replica.Address)];

    /// <summary>By resource id, which a replica keeps when it is restarted.</summary>
    public IReadOnlyDictionary<string, Uri> ById(string resource) =>
        byId.Where(replica => replica.Value.Resource.Name == resource)
            .ToDictionary(replica => replica.Key, replica => replica.Value.Address);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (
                change.Resource is ProjectResource
                && change.Snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == "ASPNETCORE_URLS")?.Value?.Split(';')
                    is [var url, ..]
                && Uri.TryCreate(url, UriKind.Absolute, out var address)
            )
            {
                byId[change.ResourceId] = (change.Resource, address);
            }
        }
    }
}
