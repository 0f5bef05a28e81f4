using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Counts and analyses both count users; the newer one gives the total.</summary>
public sealed class ExposureTotalsTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task An_analysis_that_counted_later_than_the_count_gives_the_total_of_both()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: true));
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        await manager.CountExposuresAsync(experiment, 7);
        await manager.AnalyseAsync(experiment, JobResults.AnalysisOf(9));

        Assert.Equal(
            """[{"date":"2026-01-01","variant":"off","users":3},{"date":"2026-01-01","variant":"on","users":4},"""
                + """{"date":"2026-01-02","variant":"off","users":4},{"date":"2026-01-02","variant":"on","users":5}]""",
            (await manager.Admin.CallAsync($"GET {experiment}/exposures")).Expect(200).Text
        );
    }
}
