using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What each analysis of the current phase showed of one metric, oldest first.</summary>
internal static class ResultsHistory
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<IReadOnlyList<LookView>>> HandleAsync(
            ExperimentAddress address,
            string? metric,
            CancellationToken cancellationToken
        )
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var ids = experiment.Metrics.Select(m => m.MetricId).ToList();
            var keys = await db
                .AnalysisLooks.Where(l => l.ExperimentId == experiment.Id)
                .Select(l => l.Metric)
                .Union(db.Metrics.Where(m => ids.Contains(m.Id)).Select(m => m.Key))
                .ToListAsync(cancellationToken);
            return
                metric is { Length: > 0 } && keys.Find(key => string.Equals(key, metric, StringComparison.OrdinalIgnoreCase)) is { } known
                ? await OfAsync(experiment, known, cancellationToken)
                : Refusal.Invalid.Field(
                    "metric",
                    (metric is { Length: > 0 } ? $"The experiment has no metric '{metric}'." : "'metric' is missing: the key of a metric.")
                        + (keys.Count == 0 ? " It has none yet." : $" It has: {string.Join(", ", keys.Order(StringComparer.Ordinal))}.")
                );
        }

        private Task<List<LookView>> OfAsync(Experiment experiment, string metric, CancellationToken cancellationToken) =>
            db
                .AnalysisLooks.AsNoTracking()
                .Where(l => l.ExperimentId == experiment.Id && l.Phase == experiment.Phase && l.Metric == metric)
                .OrderBy(l => l.Number)
                .ThenBy(l => l.DataUntil)
                .ThenBy(l => l.Variant)
                .Select(l => LookView.Of(l))
                .ToListAsync(cancellationToken);
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapGet(
                "{id:long}/results/history",
                async Task<Results<Ok<IReadOnlyList<LookView>>, ProblemHttpResult>> (
                    string project,
                    long id,
                    string? metric,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), metric, cancellationToken)).ToOk()
            )
            .WithName("GetResultsHistory")
            .WithSummary("Read what each analysis of the current phase showed of one metric, oldest first");
}

/// <summary>What one analysis showed of one metric and variant.</summary>
internal sealed record LookView
{
    /// <summary>The number of the analysis.</summary>
    public required int Analysis { get; init; }

    public required int Phase { get; init; }

    public required DateTimeOffset AnalyzedAt { get; init; }

    /// <summary>End of the analysed period.</summary>
    public required DateTimeOffset DataUntil { get; init; }

    public required DateTimeOffset PlannedEnd { get; init; }

    /// <summary>
    /// <c>fixed</c> for the planned period, once it has passed, else <c>alwaysValid</c>. An analysis after the planned end has both.
    /// </summary>
    public required string Basis { get; init; }

    public required string Variant { get; init; }

    public required string Control { get; init; }

    /// <summary>Users of the variant.</summary>
    public long? Users { get; init; }

    public long? ControlUsers { get; init; }

    /// <summary>Mean per user of the variant, as in the results.</summary>
    public double? Mean { get; init; }

    public double? ControlMean { get; init; }

    /// <summary>Variant minus control.</summary>
    public double? Difference { get; init; }

    /// <summary>The difference relative to the control: 0.1 = 10 % more.</summary>
    public double? Lift { get; init; }

    /// <summary>The 99 % always-valid interval of the difference, two numbers.</summary>
    public IReadOnlyList<double>? DifferenceInterval { get; init; }

    /// <summary>The 99 % always-valid interval of the lift, two numbers; missing where unbounded.</summary>
    public IReadOnlyList<double>? LiftInterval { get; init; }

    /// <summary>The always-valid p-value of this look.</summary>
    public double? AlwaysValidP { get; init; }

    /// <summary>Of the fixed test, adjusted for several metrics; with the basis <c>fixed</c>.</summary>
    public double? FixedP { get; init; }

    /// <summary>The 95 % interval of the lift, two numbers; with the basis <c>fixed</c>.</summary>
    public IReadOnlyList<double>? FixedLiftInterval { get; init; }

    /// <summary>As in the results: <c>better</c>, <c>worse</c> and so on.</summary>
    public required string Decision { get; init; }

    public static LookView Of(AnalysisLook look) =>
        new()
        {
            Analysis = look.Number,
            Phase = look.Phase,
            AnalyzedAt = look.AnalyzedAt,
            DataUntil = look.DataUntil,
            PlannedEnd = look.PlannedEnd,
            Basis = look.Basis,
            Variant = look.Variant,
            Control = look.Control,
            Users = look.Users,
            ControlUsers = look.ControlUsers,
            Mean = look.Mean,
            ControlMean = look.ControlMean,
            Difference = look.Difference,
            Lift = look.Lift,
            DifferenceInterval = Pair(look.DifferenceLow, look.DifferenceHigh),
            LiftInterval = Pair(look.LiftLow, look.LiftHigh),
            AlwaysValidP = look.AlwaysValidP,
            FixedP = look.FixedP,
            FixedLiftInterval = Pair(look.FixedLow, look.FixedHigh),
            Decision = look.Decision,
        };

    private static double[]? Pair(double? low, double? high) => low is { } from && high is { } to ? [from, to] : null;
}
