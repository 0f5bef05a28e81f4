using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>The steps of a funnel in the results.</summary>
public sealed class FunnelTableTests
{
    private static readonly MetricResult funnel = SampleAnalysis.Metric with
    {
        Steps =
        [
            new()
            {
                Name = "Form opened",
                Variants =
                [
                    .. SampleAnalysis.Metric.Variants.Select(variant => variant with { Converted = 5_000, Mean = 5_000.0 / variant.Users }),
                ],
                Comparisons = [SampleAnalysis.Comparison with { Difference = -0.01, PValue = 0.3, PValueAdjusted = 0.4 }],
                Warnings = [],
            },
        ],
    };

    [Fact]
    public void Each_step_has_its_share_of_all_and_of_the_step_before()
    {
        var steps = FunnelTable.Of(SampleAnalysis.Result, funnel);

        Assert.Equal(["Form opened", "Quote completed"], steps.Select(step => step.Name));
        Assert.Equal(5_000.0 / 10_204, steps[0].Rows[0].OfPrevious);
        Assert.Equal((2_051, 2_051.0 / 5_000), (steps[1].Rows[0].Users, steps[1].Rows[0].OfPrevious));
        Assert.Equal(("", "0.40"), (steps[0].Rows[0].PValue, steps[0].Rows[1].PValue));
        Assert.Equal("\u22121\u00a0pp", steps[0].Rows[1].Difference);
    }

    [Fact]
    public async Task The_results_show_the_steps_and_say_that_the_last_one_decides()
    {
        var page = await ComponentRenderer.RenderAsync<ResultsView>((nameof(ResultsView.Result), SampleAnalysis.Of(funnel)));
        var without = await ComponentRenderer.RenderAsync<ResultsView>((nameof(ResultsView.Result), SampleAnalysis.Result));

        Assert.Contains("Steps of Quote completed", page, StringComparison.Ordinal);
        Assert.Contains("Only the last step decides.", page, StringComparison.Ordinal);
        Assert.Contains("Form opened", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Steps of", without, StringComparison.Ordinal);
    }

    [Fact]
    public void The_CSV_has_a_line_for_each_step()
    {
        var lines = ResultsCsv.Create(SampleAnalysis.Of(funnel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("quote-completed,Form opened,binomial,step,increase,on,off,", lines[2], StringComparison.Ordinal);
    }
}
