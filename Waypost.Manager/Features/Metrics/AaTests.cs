using System.Text.Json;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>
/// A/A tests of a metric: past users are split at random, a thousand times, and compared as the variants of an experiment are.
/// </summary>
internal static partial class AaTests
{
    public const int DefaultDays = 28;
    public const double DefaultShare = 0.5;

    public sealed record Request
    {
        /// <summary>Days of history, back from now, 1 to 365; 28 if left out.</summary>
        public int? Days { get; init; }

        /// <summary>Share of the users in the smaller group, 0.01 to 0.5; 0.5 if left out.</summary>
        public double? Share { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public const string WrongDays = "days must be a whole number from 1 to 365.";
        public const string WrongShare = "share is that of the smaller group, from 0.01 to 0.5 (1 % to 50 %).";

        public Validator()
        {
            RuleFor(r => r.Days).InclusiveBetween(AaTestRequest.FewestDays, AaTestRequest.MostDays).WithMessage(WrongDays);
            RuleFor(r => r.Share).Must(share => share is null or (>= AaTestRequest.SmallestShare and <= 0.5)).WithMessage(WrongShare);
        }
    }

    public sealed class Handler(ManagerDb db, IValidator<Request> validator, TimeProvider time)
    {
        private static readonly Refusal.Conflict Clash = new("Someone else started an A/A test at the same moment. Try again to see it.");

        public async Task<Outcome<AaTestView>> GetAsync(MetricAddress address, CancellationToken cancellationToken)
        {
            if (await FindMetrics.FindAsync(db.Metrics.AsNoTracking(), db, address, cancellationToken) is not { } metric)
            {
                return address.NotFound();
            }

            var result = await MetricJobs.FindLatestResultAsync(db, metric.Id, cancellationToken);
            var newest = await MetricJobs.FindLatestAsync(db.MetricJobs.AsNoTracking(), metric.Id, cancellationToken);
            return new AaTestView(
                result,
                newest is null ? null : JobView.Of(newest),
                result is null ? [] : MeasuredParts.ChangedBy(metric.ToDefinition(), result.Metric)
            );
        }

        /// <summary>Starts one, or returns the one that is under way.</summary>
        public async Task<Outcome<JobView>> StartAsync(
            MetricAddress address,
            Request request,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            validator.Check(request) is { } refusal
                ? refusal
                : await db.InTransactionAsync<JobView>(
                    Clash,
                    async token =>
                    {
                        if (await FindMetrics.FindAsync(db.Metrics.AsNoTracking(), db, address, token) is not { } metric)
                        {
                            return address.NotFound();
                        }

                        var job = await MetricJobs.QueueAsync(
                            db,
                            metric.Id,
                            (definition, source) => Build(definition, source, request),
                            actor.Name,
                            time.Now(),
                            token
                        );
                        return job is null
                            ? new Refusal.Conflict(
                                $"Project '{address.Project}' has no analytics database. Connect one first: the past users come from it."
                            )
                            : JobView.Of(job);
                    },
                    cancellationToken
                );

        public async Task<Outcome<JobView>> GetAsync(MetricAddress address, int number, CancellationToken cancellationToken) =>
            await FindAsync(address, number, cancellationToken) is { } job ? JobView.Of(job) : NotFound(address, number);

        public async Task<Outcome<JobView>> CancelAsync(MetricAddress address, int number, CancellationToken cancellationToken)
        {
            if (await FindAsync(address, number, cancellationToken) is not { } job)
            {
                return NotFound(address, number);
            }

            if (!await ExperimentJobs.CancelAsync(db, job.JobId, cancellationToken))
            {
                return new Refusal.Conflict($"A/A test {number} has already ended: {job.Job.Status}.");
            }

            return JobView.Of((await FindAsync(address, number, cancellationToken))!);
        }

        private static Refusal.NotFound NotFound(MetricAddress address, int number) =>
            new($"Metric '{address.Metric}' has no A/A test {number}.");

        private static JsonElement Build(MetricDefinition metric, AnalyticsSource source, Request request) =>
            JsonSerializer.SerializeToElement(
                new AaTestRequest
                {
                    Source = source,
                    Metric = metric,
                    Days = request.Days ?? DefaultDays,
                    Share = request.Share ?? DefaultShare,
                },
                ExperimentsJson.Default.AaTestRequest
            );

        private async Task<MetricJob?> FindAsync(MetricAddress address, int number, CancellationToken cancellationToken) =>
            await FindMetrics.FindAsync(db.Metrics.AsNoTracking(), db, address, cancellationToken) is { } metric
                ? await db
                    .MetricJobs.AsNoTracking()
                    .Include(j => j.Job)
                    .SingleOrDefaultAsync(j => j.MetricId == metric.Id && j.Number == number, cancellationToken)
                : null;
    }
}

/// <summary>The A/A tests of a metric.</summary>
/// <param name="Result">The latest one.</param>
/// <param name="Job">The latest job, which may be under way or have failed.</param>
/// <param name="Changed">What of the metric has changed since the result.</param>
internal sealed record AaTestView(AaTestResult? Result, JobView? Job, IReadOnlyList<string> Changed);
