using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>What each analysis showed is kept, one row per metric, variant and basis, even when the analysis is deleted.</summary>
public sealed class ResultsHistoryTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private static readonly DateTimeOffset start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_analysis_adds_a_look_with_the_stored_result()
    {
        var experiment = await RunningAsync();
        await manager.AnalyseAsync(experiment, Analysis(day: 1, lift: 0.1));
        await manager.AnalyseAsync(experiment, Analysis(day: 2, lift: 0.05));

        var looks = await HistoryAsync(experiment);

        Assert.Equal([1, 2], looks.Select(look => look.GetProperty("analysis").GetInt32()));
        Assert.Equal([0.1, 0.05], looks.Select(look => look.GetProperty("lift").GetDouble()));
        var last = looks[1];
        Assert.Equal(start.AddDays(2), last.GetProperty("dataUntil").GetDateTimeOffset());
        Assert.Equal((510, 490), (last.GetProperty("users").GetInt64(), last.GetProperty("controlUsers").GetInt64()));
        Assert.Equal([-0.01, 0.03], Numbers(last, "differenceInterval"));
        Assert.Equal([-0.05, 0.15], Numbers(last, "liftInterval"));
        Assert.Equal(1e-320, last.GetProperty("alwaysValidP").GetDouble());
        Assert.Equal(("alwaysValid", "no difference shown"), (Text(last, "basis"), Text(last, "decision")));
        Assert.False(last.TryGetProperty("fixedP", out _));
        Assert.Empty(await HistoryAsync(experiment, "value"));
    }

    [Fact]
    public async Task After_the_planned_end_the_fixed_result_and_all_data_are_two_looks()
    {
        var experiment = await RunningAsync();
        await manager.AnalyseAsync(
            experiment,
            Analysis(day: 14, lift: 0.08) with
            {
                Basis = AnalysisBasis.Fixed,
                Later = Analysis(day: 20, lift: 0.02),
            }
        );

        var looks = await HistoryAsync(experiment);

        Assert.Equal(["fixed", "alwaysValid"], looks.Select(look => Text(look, "basis")));
        Assert.Equal((0.04, 0.08), (looks[0].GetProperty("fixedP").GetDouble(), looks[0].GetProperty("lift").GetDouble()));
        Assert.Equal([0.01, 0.16], Numbers(looks[0], "fixedLiftInterval"));
        Assert.False(looks[1].TryGetProperty("fixedP", out _));
    }

    [Fact]
    public async Task It_outlives_the_analyses_and_the_latest_result_is_never_deleted()
    {
        var experiment = await RunningAsync();
        await manager.AnalyseAsync(experiment, Analysis(day: 1, lift: 0.1));
        await manager.AnalyseAsync(experiment, Analysis(day: 2, lift: 0.2));
        for (var night = 0; night < 62; night++)
        {
            (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
            await manager.EndJobAsync(experiment, JobKinds.Analysis, "failed", error: "No connection.");
        }

        Assert.Equal([0.1, 0.2], (await HistoryAsync(experiment)).Select(look => look.GetProperty("lift").GetDouble()));
        (await manager.Admin.CallAsync($"GET {experiment}/analyses/1")).Expect(404);
        (await manager.Admin.CallAsync($"GET {experiment}/analyses/2")).Expect(200);
        (await manager.Admin.CallAsync($"GET {experiment}/results")).Expect(200);
    }

    [Fact]
    public async Task A_new_phase_begins_a_new_history()
    {
        var experiment = await RunningAsync();
        await manager.AnalyseAsync(experiment, Analysis(day: 1, lift: 0.1));
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        (
            await manager.Admin.CallAsync(
                $"PATCH {experiment}",
                """{"newPhase":true,"percentTested":20}""",
                contentType: "application/merge-patch+json"
            )
        ).Expect(200);

        Assert.Empty(await HistoryAsync(experiment));

        // The analysis that was under way belongs to the phase in which it was requested.
        await manager.EndAnalysisAsync(experiment, Analysis(day: 2, lift: 0.2));
        Assert.Empty(await HistoryAsync(experiment));
        await manager.AnalyseAsync(experiment, Analysis(day: 3, lift: 0.3));
        Assert.Equal(0.3, Assert.Single(await HistoryAsync(experiment)).GetProperty("lift").GetDouble());
    }

    [Fact]
    public async Task Undoing_the_start_and_deleting_the_experiment_remove_it()
    {
        var undone = await manager.StartExperimentAsync(await manager.NewProjectAtTenPercentAsync(connected: true));
        var empty = Analysis(day: 1, lift: 0.1);
        await manager.AnalyseAsync(
            undone,
            empty with
            {
                Exposures = empty.Exposures with { ByVariant = new Dictionary<string, long>(), Total = 0 },
            }
        );
        var deleted = await RunningAsync();
        await manager.AnalyseAsync(deleted, Analysis(day: 1, lift: 0.1));
        Assert.Equal((1, 1), (await CountAsync(undone), await CountAsync(deleted)));

        (await manager.Admin.CallAsync($"DELETE {undone}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {deleted}/stop")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {deleted}")).Expect(204);

        Assert.Equal((0, 0), (await CountAsync(undone), await CountAsync(deleted)));
    }

    [Fact]
    public async Task A_cancelled_analysis_leaves_no_look()
    {
        var experiment = await RunningAsync();
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        (await manager.Admin.CallAsync($"DELETE {experiment}/analyses/1")).Expect(200);

        Assert.Equal(0, await CountAsync(experiment));
    }

    [Theory]
    [InlineData("", "'metric' is missing")]
    [InlineData("?metric=unknown", "The experiment has no metric 'unknown'. It has: done, value.")]
    public async Task The_metric_must_be_named(string query, string message)
    {
        var experiment = await RunningAsync();

        var refused = await manager.Admin.CallAsync($"GET {experiment}/results/history{query}");

        Assert.Contains(
            message,
            refused.Expect(400).Body.GetProperty("errors").GetProperty("metric")[0].GetString()!,
            StringComparison.Ordinal
        );
    }

    // A start in the past, as for an experiment that ran elsewhere.
    private async Task<string> RunningAsync()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {experiment}/start", $$"""{"at":"{{start:O}}"}""")).Expect(200);
        return experiment;
    }

    private async Task<List<JsonElement>> HistoryAsync(string experiment, string metric = "done") =>
        [.. (await manager.Admin.CallAsync($"GET {experiment}/results/history?metric={metric}")).Expect(200).Body.EnumerateArray()];

    private async Task<int> CountAsync(string experiment)
    {
        var id = ExperimentsUnderTest.IdOf(experiment);
        await using var db = manager.OpenDatabase();
        return await db.AnalysisLooks.CountAsync(look => look.ExperimentId == id, TestContext.Current.CancellationToken);
    }

    private static double[] Numbers(JsonElement look, string name) =>
        [.. look.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static string? Text(JsonElement look, string name) => look.GetProperty(name).GetString();

    private static AnalysisResult Analysis(int day, double lift)
    {
        var empty = JobResults.AnalysisOf(1_000);
        var metric = JobResults.Analysis(0).Metrics[0];
        return empty with
        {
            AnalyzedAt = start.AddDays(day).AddHours(3),
            Window = new(start, start.AddDays(day)),
            Planned = new(start.AddDays(14), null),
            Metrics =
            [
                metric with
                {
                    Metric = "done",
                    Type = MetricType.Binomial,
                    Warnings = [],
                    Variants = [Variant("off", 490), Variant("on", 510)],
                    Comparisons =
                    [
                        metric.Comparisons[0] with
                        {
                            Difference = lift / 5,
                            Relative = lift,
                            IntervalRelative = [0.01, 0.16],
                            PValue = 0.02,
                            PValueAdjusted = 0.04,
                            Decision = Decision.NoDifferenceShown,
                            AlwaysValid = new([-0.01, 0.03], 1e-320) { IntervalRelative = [-0.05, 0.15] },
                        },
                    ],
                },
            ],
        };
    }

    private static VariantResult Variant(string key, long users) =>
        new()
        {
            Variant = key,
            Users = users,
            Mean = 0.2,
            Variance = 0.16,
            Sum = users / 5,
        };
}
