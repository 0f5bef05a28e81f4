using System.Globalization;
using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>The job that splits past users at random and counts how often the tests find a difference.</summary>
internal sealed class AaTestJob(AnalyticsSessionFactory sessions, AaTestQueries queries, TimeProvider time) : IJobHandler
{
    /// <summary>Progress is reported, and cancelling noticed, after so many splits.</summary>
    private const int SplitsPerStep = 100;

    public string Kind => JobKinds.AaTest;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = AnalysisPayload.Read(job, ExperimentsJson.Default.AaTestRequest);
        Validate(request);
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
                ExperimentsJson.Default.AaTestResult
            );
        }
        catch (AnalyticsDatabaseException exception)
        {
            throw new JobFailedException(exception.Message, exception);
        }
    }

    internal async Task<AaTestResult> ComputeAsync(
        AaTestRequest request,
        Func<JobProgress, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        const int Steps = 1 + (Resplits.Count / SplitsPerStep);
        var now = time.GetUtcNow();
        await reportAsync(new(0, Steps, "users and their values"));
        AaTestData data;
        await using (var session = await sessions.BeginAsync(request.Source, cancellationToken))
        {
            data = await queries.ReadAsync(session, request, now, cancellationToken);
        }

        var metric = request.Metric;
        if (MetricWarnings.Refusal(metric, data.Buckets) is { } refusal)
        {
            throw new JobFailedException(refusal.Message);
        }

        var buckets = metric.Quantile is null ? data.Buckets.Select(BucketSums.Of).ToList() : [];
        var whole = metric.Quantile is null ? Whole(metric, data.Buckets, buckets) : data.Buckets[0];
        var moments = whole.Proportion?.ToMoments() ?? whole.Moments;
        var values = data.Values with
        {
            Skewness = MetricArm.HasSkewness(metric) && moments is { } known ? Skewness.OfValues(known) : null,
        };
        var warnings = new WarningList();
        var because = AaTestWarnings.Add(metric, whole, values, whole.Users * request.Share, warnings);
        if (data.UsersFrom == AaTestUsers.Metric)
        {
            warnings.Add(
                "users-of-metric",
                "There were no exposures in these days, so the users are those with rows of the metric's query. In an experiment users "
                    + "without rows count as 0, so the rates and the smallest effect will be others."
            );
        }

        var result = new AaTestResult
        {
            ComputedAt = now,
            Metric = metric,
            Window = new(data.Scope.From, data.Scope.To),
            Days = request.Days,
            Users = whole.Users,
            UsersFrom = data.UsersFrom,
            Share = request.Share,
            Resplits = 0,
            Seed = Resplits.Seed,
            Buckets = buckets.Count,
            Mean = metric.Quantile is null ? moments?.Mean : whole.Quantile?.At,
            Values = values,
            Warnings = [],
            Sql = data.Sql,
        };
        if (FindObstacle(request, whole, moments, warnings))
        {
            return result with { Warnings = warnings.All };
        }

        var splits = new List<Resplit>();
        var random = new Resplits(metric, buckets, request.Share, request.Alpha);
        while (splits.Count < Resplits.Count)
        {
            await reportAsync(
                new(
                    1 + (splits.Count / SplitsPerStep),
                    Steps,
                    string.Create(CultureInfo.InvariantCulture, $"re-split {splits.Count + 1:N0} of {Resplits.Count:N0}")
                )
            );
            for (var i = 0; i < SplitsPerStep; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                splits.Add(random.Next());
            }
        }

        result = AaTestSummary.AddTo(result with { Resplits = splits.Count }, splits, data.Users, request.Alpha, because);
        AaTestWarnings.AddUniformity(result, warnings);
        return result with { Warnings = warnings.All };
    }

    /// <summary>All users as one arm, with what the warnings need.</summary>
    private static MetricArm Whole(MetricDefinition metric, IReadOnlyList<MetricArm> arms, IReadOnlyList<BucketSums> buckets) =>
        buckets.Aggregate(default(BucketSums), (sum, bucket) => sum.Plus(bucket)).ToArm("all", metric) with
        {
            NullValues = arms.Sum(arm => arm.NullValues),
            Lowest = arms.Min(arm => arm.Lowest),
        };

    /// <summary>Whether the users are not split, with a warning that says why.</summary>
    private static bool FindObstacle(AaTestRequest request, MetricArm whole, Moments? moments, WarningList warnings)
    {
        if (request.Metric.Quantile is { } quantile)
        {
            AaTestWarnings.AddQuantile(request.Metric, quantile, whole, request.Alpha, warnings);
            return true;
        }
        if (whole.Users * request.Share < ConfidenceSequence.MinimumUsers)
        {
            AaTestWarnings.AddTooFew(whole.Users, request.Share, warnings);
            return true;
        }
        if (moments is not { } known || !known.IsFinite)
        {
            warnings.Add(request.Metric.DenominatorQuery is null ? StatisticsWarning.NotFinite : StatisticsWarning.DenominatorZero);
            return true;
        }
        if (!(known.M2 > 0))
        {
            warnings.Add(
                "no-variance",
                "All users have the same value, so there is nothing to compare. If that is 0, check that the metric's query has rows of "
                    + "users in the exposures query, after their first exposure."
            );
            return true;
        }

        return false;
    }

    private static void Validate(AaTestRequest request)
    {
        if (request.Days is < AaTestRequest.FewestDays or > AaTestRequest.MostDays)
        {
            throw new JobFailedException($"The job's days must be between {AaTestRequest.FewestDays} and {AaTestRequest.MostDays}.");
        }
        if (!(request.Share is >= AaTestRequest.SmallestShare and <= 0.5))
        {
            throw new JobFailedException("The job's share must be between 0.01 and 0.5.");
        }
        if (!(request.Alpha is > 0 and < 1))
        {
            throw new JobFailedException("The job's alpha must be between 0 and 1.");
        }
    }
}
