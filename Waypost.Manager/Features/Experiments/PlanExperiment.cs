using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Calculates the sample size of an experiment and how long it takes to reach it.</summary>
internal static class PlanExperiment
{
    public sealed record Request
    {
        /// <summary>Key of the metric to plan for; the first primary one if left out (with <c>margin</c>: that has one).</summary>
        public string? Metric { get; init; }

        /// <summary>
        /// Plans for the margin of the metric instead of a minimum detectable effect: the users that rule it out if there is no difference.
        /// </summary>
        public bool? Margin { get; init; }

        /// <summary>
        /// Minimum detectable effect, relative: 0.1 = 10 %. If left out, the plan's smallest effect worth having, else 0.1.
        /// </summary>
        public double? MinimumEffect { get; init; }

        /// <summary>Statistical power; 0.8 if left out.</summary>
        public double? Power { get; init; }

        /// <summary>Known values; the others are measured in the analytics database.</summary>
        public PlanBaseline? Baseline { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.MinimumEffect)
                .Must(e => e is null or (> 0 and <= 100))
                .WithMessage("minimumEffect is relative and must be above 0: 0.1 = 10 %.");
            RuleFor(r => r.MinimumEffect).Null().When(r => r.Margin is true).WithMessage("Send either minimumEffect or margin, not both.");
            RuleFor(r => r.Power).Must(p => p is null or (>= 0.5 and <= 0.999)).WithMessage("power must be between 0.5 and 0.999.");
            RuleFor(r => r.Baseline!.Mean).Must(BeNumber).When(r => r.Baseline is not null).WithMessage("baseline.mean must be a number.");
            RuleFor(r => r.Baseline!.Variance)
                .Must(v => BeNumber(v) && v is null or >= 0)
                .When(r => r.Baseline is not null)
                .WithMessage("baseline.variance must be 0 or more.");
            RuleFor(r => r.Baseline!.VisitorsPerDay)
                .Must(v => BeNumber(v) && v is null or > 0)
                .When(r => r.Baseline is not null)
                .WithMessage("baseline.visitorsPerDay must be above 0.");
        }

        private static bool BeNumber(double? number) => number is null || double.IsFinite(number.Value);
    }

    public sealed class Handler(ManagerDb db, StatsWorkerClient stats, IValidator<Request> validator)
    {
        public async Task<Outcome<PlanReport>> HandleAsync(ExperimentAddress address, Request request, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var ids = experiment.Metrics.Select(m => m.MetricId).ToList();
            var metrics = await db.Metrics.AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(cancellationToken);
            var uses = experiment.Metrics.Where(m => request.Margin is not true || m.Margin is not null).ToList();
            var use = request.Metric is not null
                ? uses.Find(m =>
                    string.Equals(metrics.Find(row => row.Id == m.MetricId)?.Key, request.Metric, StringComparison.OrdinalIgnoreCase)
                )
                : uses.Find(m => m.Role == MetricRole.Primary) ?? (uses is [var first, ..] ? first : null);
            if (metrics.Find(m => m.Id == use?.MetricId) is not { } metric)
            {
                return Refusal.Invalid.Field("metric", NoMetric(request));
            }

            var source = await db
                .AnalyticsDatabases.AsNoTracking()
                .SingleOrDefaultAsync(d => d.ProjectId == experiment.ProjectId, cancellationToken);
            return await stats.PlanAsync(
                new()
                {
                    Source = source?.ToSource(),
                    Metric = metric.ToDefinition(),
                    Variants = [.. experiment.Rollout.Select(w => new VariantShare(w.Variant, w.Weight))],
                    Control = experiment.Control,
                    MinimumEffect = request.MinimumEffect ?? experiment.MinimumEffect ?? 0.1,
                    Margin = request.Margin is true ? use!.Margin : null,
                    Power = request.Power ?? 0.8,
                    PlannedDays = experiment.PlannedDays,
                    Baseline = request.Baseline,
                    CupedDays = experiment.CupedDays,
                    ParticipatingShare = await ParticipatingShareAsync(experiment, cancellationToken),
                },
                cancellationToken
            );
        }

        /// <summary>Null for everyone. A draft's holdout is the one that is on now, a started experiment's that of its start.</summary>
        private async Task<double?> ParticipatingShareAsync(Experiment experiment, CancellationToken cancellationToken)
        {
            var holdout =
                experiment.Status == ExperimentStatus.Draft
                    ? await db
                        .Holdouts.Where(h => h.ProjectId == experiment.ProjectId && h.EndedAt == null)
                        .Select(h => h.Share)
                        .SingleOrDefaultAsync(cancellationToken)
                    : experiment.Participation?.Holdout?.Length ?? 0;
            var layer = experiment.LayerId is null ? WeightedVariant.Total : experiment.LayerShare;
            return layer == WeightedVariant.Total && holdout == 0
                ? null
                : (double)layer / WeightedVariant.Total * (WeightedVariant.Total - holdout) / WeightedVariant.Total;
        }

        private static string NoMetric(Request request) =>
            (request.Metric, request.Margin) switch
            {
                (null, true) => "No metric of the experiment has a margin. Add one to its plan, or leave 'margin' out.",
                (null, _) => "The experiment has no metric yet. Add a primary one: the sample size depends on it.",
                (_, true) => $"The experiment does not use metric '{request.Metric}' with a margin.",
                _ => $"The experiment does not use metric '{request.Metric}'.",
            };
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapPost(
                "{id:long}/plan",
                async Task<Results<Ok<PlanReport>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Request? body,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), body ?? new(), cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("PlanExperiment")
            .WithSummary("Calculate an experiment's sample size, and how many days it takes");
}
