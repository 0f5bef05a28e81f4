using System.Globalization;
using System.Text.Json.Nodes;

namespace Waypost.AppHost.Publishing;

/// <summary>
/// How a service runs as a container app. <see cref="ToJson"/> writes the type <c>specification</c> of infra/container-app.bicep.
/// </summary>
internal sealed record ContainerAppSpec
{
    /// <summary>Replicas at rest.</summary>
    public required int Fewest { get; init; }

    /// <summary>Replicas under load.</summary>
    public required int Most { get; init; }

    /// <summary>When there are to be more of them.</summary>
    public required ScaleRule Scale { get; init; }

    /// <summary>Of a replica, in steps of a quarter; it has twice as many GiB of memory, as Container Apps demands.</summary>
    public decimal Cores { get; init; } = 0.5m;

    /// <summary>A directory that outlives a crash of the process, but not the replica.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Environment variables that are wanted on Container Apps only.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <param name="isExternal">Whether the service is reached from outside.</param>
    public string ToJson(bool isExternal) =>
        new JsonObject
        {
            ["external"] = isExternal,
            ["minReplicas"] = Fewest,
            ["maxReplicas"] = Most,
            ["scaleOn"] = Scale.On,
            ["scaleAt"] = Scale.At.ToString(CultureInfo.InvariantCulture),
            ["cpu"] = Cores.ToString(CultureInfo.InvariantCulture),
            ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{Cores * 2:0.##}Gi"),
            ["directory"] = Directory,
        }.ToJsonString();
}

/// <param name="On">What is measured, in the words of infra/container-app.bicep.</param>
/// <param name="At">How much of it each replica is to carry.</param>
internal readonly record struct ScaleRule(string On, int At)
{
    public static ScaleRule ConcurrentRequests(int perReplica) => new("http", perReplica);

    public static ScaleRule Processor(int percent) => new("cpu", percent);
}
