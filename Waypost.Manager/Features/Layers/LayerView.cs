using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Layers;

/// <summary>A layer, and which experiments have which part of it.</summary>
internal sealed record LayerView
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>A user's place in the layer is the bucket of this salt and the user id.</summary>
    public required string Salt { get; init; }

    /// <summary>Experiments in different environments do not exclude each other, so each environment has ranges of its own.</summary>
    public required IReadOnlyList<LayerEnvironment> Environments { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(Layer layer) => JsonSerializer.SerializeToElement(new { layer.Key, layer.Name }, JsonBody.Options);

    public static async Task<LayerView> OfAsync(ManagerDb db, Layer layer, CancellationToken cancellationToken) =>
        (await OfAsync(db, layer.ProjectId, [layer], cancellationToken))[0];

    public static async Task<IReadOnlyList<LayerView>> OfAsync(
        ManagerDb db,
        int projectId,
        IReadOnlyList<Layer> layers,
        CancellationToken cancellationToken
    )
    {
        var environments = await db
            .Environments.AsNoTracking()
            .Where(e => e.ProjectId == projectId)
            .OrderBy(e => e.Id)
            .Select(e => new { e.Id, e.Key })
            .ToListAsync(cancellationToken);
        var held = await LayerRanges.ReadAsync(db.Experiments.Where(e => e.ProjectId == projectId), cancellationToken);
        return
        [
            .. layers.Select(layer => new LayerView
            {
                Key = layer.Key,
                Name = layer.Name,
                Salt = layer.Salt,
                Environments = [.. environments.Select(e => LayerEnvironment.Of(e.Key, [.. held[(layer.Id, e.Id)]]))],
                CreatedAt = layer.CreatedAt,
                CreatedBy = layer.CreatedBy,
                Revision = layer.Revision,
            }),
        ];
    }
}

/// <summary>A layer's ranges in one environment.</summary>
/// <param name="FreePercent">Of the layer's users, in all free ranges together.</param>
/// <param name="LargestFreePercent">The largest share that an experiment could get: its range is in one piece.</param>
/// <param name="Ranges">Of the running experiments, in order.</param>
internal sealed record LayerEnvironment(
    string Environment,
    double FreePercent,
    double LargestFreePercent,
    IReadOnlyList<LayerEnvironment.Held> Ranges
)
{
    public static LayerEnvironment Of(string environment, IReadOnlyList<HeldRange> held) =>
        new(
            environment,
            Percent.Exact(LayerRanges.Free(held)),
            Percent.Exact(LayerRanges.LargestGap(held)),
            [
                .. held.Select(range => new Held(
                    range.ExperimentId,
                    range.Name,
                    range.Flag,
                    range.From,
                    range.To,
                    Percent.Exact(range.Length)
                )),
            ]
        );

    /// <param name="From">The first bucket, 0 to 99,999.</param>
    /// <param name="To">The bucket after the last one.</param>
    /// <param name="SharePercent">Of the layer's users.</param>
    public sealed record Held(long ExperimentId, string Name, string Flag, int From, int To, double SharePercent);
}

/// <summary>A layer of a project, by keys.</summary>
internal readonly record struct LayerAddress(string Project, string Layer)
{
    public Refusal NotFound() => new Refusal.NotFound($"Project '{Project}' has no layer '{Layer}'.");
}
