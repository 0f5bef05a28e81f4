using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The result of the planned period is passed on with every later analysis, so that it does not change.</summary>
public sealed class FinalResultTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_result_of_the_planned_period_is_kept()
    {
        var (experiment, plannedEnd) = await StartInThePastAsync();

        var request = await RequestAfterAsync(experiment, ResultUntil(plannedEnd) with { Later = JobResults.Analysis(0) });

        Assert.Equal((plannedEnd, "fixed"), (request.Final!.Window.To, request.Final.Basis));
        Assert.Null(request.Final.Later);
    }

    [Fact]
    public async Task A_result_that_is_not_final_is_computed_again()
    {
        var (experiment, plannedEnd) = await StartInThePastAsync();
        var result = ResultUntil(plannedEnd);

        AnalysisResult[] notFinal =
        [
            ResultUntil(plannedEnd.AddDays(1)),
            result with
            {
                Basis = AnalysisBasis.AlwaysValid,
            },
            result with
            {
                AnalyzedAt = plannedEnd.AddDays(1).AddSeconds(-1),
            },
            result with
            {
                Metrics = [result.Metrics[0] with { Comparisons = [] }],
            },
            result with
            {
                Metrics = JobResults.Analysis(0).Metrics,
            },
        ];
        foreach (var other in notFinal)
        {
            Assert.Null((await RequestAfterAsync(experiment, other)).Final);
        }

        Assert.NotNull((await RequestAfterAsync(experiment, result)).Final);
    }

    [Fact]
    public async Task A_new_name_of_a_metric_is_shown_with_the_kept_result()
    {
        var (experiment, plannedEnd) = await StartInThePastAsync();
        await manager.AnalyseAsync(experiment, ResultUntil(plannedEnd));
        var project = experiment[..experiment.IndexOf("/experiments", StringComparison.Ordinal)];
        var renamed = """{"name":"Basket value","type":"revenue","query":"select 2;","cap":500}""";
        (await manager.Admin.CallAsync($"PUT {project}/metrics/value", renamed)).Expect(200);

        Assert.Equal("Basket value", (await manager.RequestAnalysisAsync(experiment)).Final!.Metrics.Single().Name);
    }

    [Fact]
    public async Task A_result_whose_metric_has_changed_is_computed_again()
    {
        var (experiment, plannedEnd) = await StartInThePastAsync();
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);
        await manager.AnalyseAsync(experiment, ResultUntil(plannedEnd));
        await using (var db = manager.OpenDatabase())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                update metrics set query = 'select user_id, timestamp from other_events'
                where project_id = (select project_id from experiments where id = {ExperimentsUnderTest.IdOf(experiment)})
                """,
                TestContext.Current.CancellationToken
            );
        }

        Assert.Null((await manager.RequestAnalysisAsync(experiment)).Final);
    }

    /// <summary>A final result of a period that ended then.</summary>
    private static AnalysisResult ResultUntil(DateTimeOffset end)
    {
        var result = JobResults.Analysis(0);
        var metric = result.Metrics[0];
        return result with
        {
            AnalyzedAt = end.AddDays(1),
            Window = new(end.AddDays(-14), end),
            Planned = new(end, null),
            Metrics = [metric with { Comparisons = [metric.Comparisons[0] with { Decision = Decision.NoDifferenceShown }] }],
        };
    }

    private async Task<(string Experiment, DateTimeOffset PlannedEnd)> StartInThePastAsync()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        // Whole seconds, because the database keeps microseconds and the response of the start is not read from it.
        var start = TimeProvider.System.GetUtcNow().AddDays(-20).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var started = (await manager.Admin.CallAsync($"POST {experiment}/start", $$"""{"at":"{{start}}"}""")).Expect(200);
        return (experiment, started.Body.GetProperty("plannedEnd").GetDateTimeOffset());
    }

    private async Task<AnalysisRequest> RequestAfterAsync(string experiment, AnalysisResult result)
    {
        await manager.AnalyseAsync(experiment, result);
        return await manager.RequestAnalysisAsync(experiment);
    }
}
