using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
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
        /// <summary>Key of the metric to plan for; the first primary one if left out.</summary>
        public string? Metric { get; init; }

        /// <summary>Minimum detectable effect, relative: 0.1 = 10 %, the default.</summary>
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
            var first =
                experiment.Metrics.FirstOrDefault(m => m.Role == MetricRole.Primary) ?? (experiment.Metrics is [var any, ..] ? any : null);
            var metric = request.Metric is null
                ? metrics.Find(m => m.Id == first?.MetricId)
                : metrics.Find(m => string.Equals(m.Key, request.Metric, StringComparison.OrdinalIgnoreCase));
            if (metric is null)
            {
                return Refusal.Invalid.Field(
                    "metric",
                    request.Metric is null
                        ? "The experiment has no metric yet. Add a primary one: the sample size depends on it."
                        : $"The experiment does not use metric '{request.Metric}'."
                );
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
                    MinimumEffect = request.MinimumEffect ?? 0.1,
                    Power = request.Power ?? 0.8,
                    PlannedDays = experiment.PlannedDays,
                    Baseline = request.Baseline,
                    CupedDays = experiment.CupedDays,
                },
                cancellationToken
            );
        }
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
