using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Loads one metric over time, which the address chooses.</summary>
public sealed partial class ExperimentPage
{
    private OverTimeView? overTime;

    /// <summary>Key of the metric shown over time; the first one if left out.</summary>
    [SupplyParameterFromQuery(Name = "metric")]
    public string? ShownMetric { get; set; }

    /// <summary>The variant shown over time; the first one that is not the control if left out.</summary>
    [SupplyParameterFromQuery(Name = "variant")]
    public string? ShownVariant { get; set; }

    [Inject]
    private ResultsHistory.Handler History { get; set; } = null!;

    [Inject]
    private Novelty.Handler Novelty { get; set; } = null!;

    [Inject]
    private IOptions<NightlyOptions> Nightly { get; set; } = null!;

    private async Task<OverTimeView?> LoadOverTimeAsync(ExperimentView experiment, IReadOnlyList<MetricChoice> metrics)
    {
        var variants = experiment.Rollout.Select(share => share.Variant).Where(variant => variant != experiment.Control).ToList();
        if (experiment.Metrics.Count == 0 || variants.Count == 0)
        {
            return null;
        }

        var key =
            experiment.Metrics.FirstOrDefault(one => string.Equals(one, ShownMetric, StringComparison.OrdinalIgnoreCase))
            ?? experiment.Metrics[0];
        var metric = metrics.FirstOrDefault(one => one.Key == key);
        var novelty = (await Novelty.GetAsync(Address, Aborted)).Succeeded(out var computed, out _) ? computed : new(null, null);
        return new(
            new(
                key,
                NameOf(key),
                metric?.Type ?? MetricType.Count,
                ShownVariant is { } shown && variants.Contains(shown) ? shown : variants[0],
                experiment.Control,
                [.. experiment.Metrics.Select(one => (one, NameOf(one)))],
                variants
            ),
            (await History.HandleAsync(Address, key, Aborted)).Succeeded(out var looks, out _) ? looks : [],
            novelty,
            TimeZoneInfo.FindSystemTimeZoneById(Nightly.Value.TimeZone)
        );

        string NameOf(string one) => metrics.FirstOrDefault(choice => choice.Key == one)?.Name ?? one;
    }

    private async Task ComputeNoveltyAsync()
    {
        if (MayEdit())
        {
            // Back to the metric that was shown.
            var back = overTime is null
                ? PageUrl
                : Urls.OverTime(Workspace.Project.Key, view!.Environment, Id, overTime.Choice.Metric, overTime.Choice.Variant);
            await EndAsync(await Novelty.RefreshAsync(Address, Actor, Aborted), _ => "The days are being computed.", back);
        }
    }
}
