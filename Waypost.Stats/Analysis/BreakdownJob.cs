using System.Globalization;
using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>The job that computes the metrics by the levels of one column of the exposures query.</summary>
internal sealed class BreakdownJob(ExperimentCounter counter, LevelCounter levelCounter, BreakdownQueries queries, TimeProvider time)
    : IJobHandler
{
    public string Kind => JobKinds.Breakdown;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = AnalysisPayload.Read(job, ExperimentsJson.Default.BreakdownRequest);
        AnalysisPayload.Validate(request.Variants, request.Control, request.From, request.To);
        if (!(request.Alpha is > 0 and < 1))
        {
            throw new JobFailedException("The job's alpha must be between 0 and 1.");
        }

        try
        {
            return JsonSerializer.SerializeToElement(
                await ComputeAsync(
                    request,
                    progress =>
                        job.ReportAsync(
                            JsonSerializer.SerializeToElement(progress, ExperimentsJson.Default.JobProgress),
                            cancellationToken
                        ),
                    cancellationToken
                ),
                ExperimentsJson.Default.BreakdownResult
            );
        }
        catch (AnalyticsDatabaseException exception)
        {
            throw new JobFailedException(exception.Message, exception);
        }
    }

    internal async Task<BreakdownResult> ComputeAsync(
        BreakdownRequest request,
        Func<JobProgress, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var scope = ExperimentScope.Of(request, now);
        var basis = Decisions.Basis(scope.To, request.PlannedEnd);
        var steps = request.Metrics.Count + 1;
        await reportAsync(new(0, steps, "exposures"));
        LevelCounts levels = null!;
        await using var counted = await counter.CountAsync(
            request.Source,
            scope,
            async (session, exposures) =>
            {
                levels = await levelCounter.CountAsync(session, exposures, scope, request.Column, cancellationToken);
                return levels.Tally(scope);
            },
            cancellationToken
        );
        // Without CUPED: its slope would be another one in every level.
        var sql = new MetricSql(scope, counted.Exposures, counted.Tally, request.Alpha, cupedDays: null) { Levels = levels.Grouping };
        var breakdown = new BreakdownScope(scope, sql, new(scope, levels, basis, request.Alpha, request.PlannedUsers));
        var metrics = await counted.RunAsync(
            request.Metrics,
            (session, pass) => queries.RunAsync(session, pass, breakdown, cancellationToken),
            result => result.Metric,
            (done, doing) => reportAsync(new(done, steps, doing)),
            cancellationToken
        );
        return new()
        {
            ComputedAt = now,
            Window = new(scope.From, scope.To),
            Column = request.Column,
            Basis = basis,
            Values = levels.Values,
            Levels = levels.Check(scope),
            Metrics = LevelComparison.Correct(metrics),
            Warnings = [.. Warnings(levels)],
            Sql = BoundSql.Show(levels.Sql),
        };
    }

    private static IEnumerable<AnalysisWarning> Warnings(LevelCounts levels)
    {
        if (levels.Users == 0)
        {
            yield return new("no-exposures", "There were no exposures in the analysed period, so there are no levels.");
        }
        else if (levels.Levels.Count == 1)
        {
            yield return new("one-level", "All users are in one level, so there is nothing to compare between levels.");
        }

        if (levels.Levels.FirstOrDefault(level => level.Kind == BreakdownLevelKind.Other) is { } other)
        {
            yield return new(
                "other-values",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{levels.Column} has {levels.Values:N0} values. The {BreakdownResult.MaxValues} with the most users have a level "
                        + $"each; the others, with {(double)other.Users.Sum() / levels.Users:P0} of the users, are one level. If that is "
                        + $"too many, group the values in the exposures query."
                )
            );
        }
    }
}
