using System.Globalization;
using System.Text.Json.Nodes;

namespace Waypost.AppHost.Publishing;

/// <summary>
/// How a service runs as a container app. <see cref="ToJson"/> writes the type <c>specification</c> of infra/container-app.bicep.
/// </summary>
internal sealed record ContainerAppSpec
{
    /// <summary>Replicas without load.</summary>
    public required int MinReplicas { get; init; }

    /// <summary>Replicas under load.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>When to add replicas.</summary>
    public required ScaleRule Scale { get; init; }

    /// <summary>CPU cores of a replica, in steps of 0.25. It gets twice as many GiB of memory, as Container Apps requires.</summary>
    public decimal Cores { get; init; } = 0.5m;

    /// <summary>A directory that survives a crash of the process, but not the end of the replica.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Environment variables that are needed on Container Apps only.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <param name="isExternal">Whether the service is reachable from outside.</param>
    public string ToJson(bool isExternal) =>
        new JsonObject
        {
            ["external"] = isExternal,
            ["minReplicas"] = MinReplicas,
            ["maxReplicas"] = MaxReplicas,
            ["scaleOn"] = Scale.On,
            ["scaleAt"] = Scale.At.ToString(CultureInfo.InvariantCulture),
            ["cpu"] = Cores.ToString(CultureInfo.InvariantCulture),
            ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{Cores * 2:0.##}Gi"),
            ["directory"] = Directory,
        }.ToJsonString();
}

/// <param name="On">The measurement, as infra/container-app.bicep names it.</param>
/// <param name="At">The target for each replica.</param>
internal readonly record struct ScaleRule(string On, int At)
{
    public static ScaleRule ConcurrentRequests(int perReplica) => new("http", perReplica);

    public static ScaleRule Cpu(int percent) => new("cpu", percent);
}
