using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>Margins and verdicts in the words of the person who planned them.</summary>
public sealed class MarginTextTests
{
    private static readonly MetricResult guardrail = SampleAnalysis.Metric with { Role = MetricRole.Guardrail, Primary = false };

    private static readonly MarginResult ruledOut = new()
    {
        Margin = new() { Relative = 0.02 },
        Absolute = 0.004,
        Interval = [-0.014, 0.023],
        Confidence = 0.9,
        PValue = 0.012,
        Method = "score test against the relative margin, one-sided",
        Verdict = MarginVerdict.RuledOut,
    };

    [Theory]
    [InlineData(0.02, null, MetricType.Count, "2\u00a0%")]
    [InlineData(0.02125, null, MetricType.Count, "2.125\u00a0%")]
    [InlineData(null, 0.005, MetricType.Binomial, "0.5\u00a0pp")]
    [InlineData(null, 90d, MetricType.Duration, "90\u00a0s")]
    [InlineData(null, 1234.5, MetricType.Revenue, "1,234.5")]
    public void A_margin_is_shown_as_it_was_chosen(double? relative, double? absolute, MetricType type, string text) =>
        Assert.Equal(text, MarginText.Size(new() { Relative = relative, Absolute = absolute }, type));

    [Fact]
    public void Harm_that_is_ruled_out_is_said_with_interval_and_margin()
    {
        Assert.Equal("Harm above 2\u00a0% ruled out", MarginText.Label(ruledOut, guardrail));
        Assert.Equal("good", MarginText.Tone(ruledOut));
        Assert.Equal(
            "The 90\u00a0% interval of the lift, \u22121.40\u00a0% to +2.30\u00a0%, does not reach \u22122\u00a0%: "
                + "if the harm were that large, at most 5 in 100 experiments would show this.",
            MarginText.Explain(ruledOut, guardrail)
        );
    }

    [Fact]
    public void Harm_that_is_not_ruled_out_says_how_bad_it_could_be()
    {
        var open = ruledOut with { Verdict = MarginVerdict.NotRuledOut, Interval = [-0.031, 0.011] };

        Assert.Equal("Harm above 2\u00a0% not ruled out", MarginText.Label(open, guardrail));
        Assert.StartsWith("It could be as bad as \u22123.10\u00a0%", MarginText.Explain(open, guardrail), StringComparison.Ordinal);
        Assert.EndsWith("This does not show harm.", MarginText.Explain(open, guardrail), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_lower_is_better_harm_is_an_increase()
    {
        var open = ruledOut with { Verdict = MarginVerdict.NotRuledOut, Interval = [-0.01, 0.05] };
        var text = MarginText.Explain(open, guardrail with { Goal = MetricGoal.Decrease });

        Assert.StartsWith("It could be as bad as +5\u00a0%", text, StringComparison.Ordinal);
        Assert.Contains("reaches +2\u00a0%", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Harm_that_is_larger_than_the_margin_is_said()
    {
        var harmed = ruledOut with { Verdict = MarginVerdict.NotRuledOut, Interval = [-0.09, -0.03] };

        Assert.Contains("the harm is larger than that", MarginText.Explain(harmed, guardrail), StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_planned_end_the_interval_is_called_always_valid() =>
        Assert.Contains(
            "The 99\u00a0% always-valid interval of the lift",
            MarginText.Explain(ruledOut with { Confidence = 0.99 }, guardrail),
            StringComparison.Ordinal
        );

    [Fact]
    public void Equivalence_has_words_of_its_own()
    {
        var margin = new MetricMargin { Kind = MarginKind.Equivalence, Absolute = 0.01 };
        var equivalent = ruledOut with { Margin = margin, Interval = [-0.004, 0.006], Verdict = MarginVerdict.Equivalent };
        var open = equivalent with { Interval = [-0.004, 0.016], Verdict = MarginVerdict.NotShown };

        Assert.Equal("Equivalent within ±1\u00a0pp", MarginText.Label(equivalent, guardrail));
        Assert.Contains("lies within ±1\u00a0pp", MarginText.Explain(equivalent, guardrail), StringComparison.Ordinal);
        Assert.Equal("Equivalence within ±1\u00a0pp not shown", MarginText.Label(open, guardrail));
        Assert.Contains("does not show that they differ", MarginText.Explain(open, guardrail), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_verdict_the_reason_is_said()
    {
        var unknown = ruledOut with { Verdict = null, Interval = null, Warning = new("too-few-users", "Too few users.") };

        Assert.Equal("Harm above 2\u00a0% not judged", MarginText.Label(unknown, guardrail));
        Assert.Equal("Too few users.", MarginText.Explain(unknown, guardrail));
        Assert.Equal("wait", MarginText.Tone(unknown));
    }

    [Fact]
    public async Task The_results_page_shows_verdict_interval_and_method()
    {
        var page = await ComponentRenderer.RenderAsync<ResultsView>(("Result", Guarded(ruledOut)));

        Assert.Contains("Harm above 2\u00a0% ruled out", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("score test against the relative margin, one-sided", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_from_after_the_planned_end_has_its_own_verdict()
    {
        var result = Guarded(ruledOut) with
        {
            Later = Guarded(ruledOut with { Verdict = MarginVerdict.NotRuledOut }) with { Basis = AnalysisBasis.AlwaysValid },
        };

        var page = System.Net.WebUtility.HtmlDecode(await ComponentRenderer.RenderAsync<ResultsView>(("Result", result)));

        Assert.Contains("Harm above 2\u00a0% ruled out", page, StringComparison.Ordinal);
        Assert.Contains("Harm above 2\u00a0% not ruled out", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_names_the_guardrails_whose_margin_is_open()
    {
        var open = ResultSummary.Of(Guarded(ruledOut with { Verdict = MarginVerdict.NotRuledOut }));

        Assert.Contains(
            "Guarded: Harm above 2\u00a0% not ruled out. Choose the winner only if you could accept that.",
            open.Advice,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Harm above", ResultSummary.Of(Guarded(ruledOut)).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_advice_about_a_guardrail_follows_its_margin()
    {
        var result = Guarded(ruledOut);
        var metric = result.Metrics[1];

        Assert.Equal(
            "No harm is shown. Harm above 2\u00a0% ruled out.",
            ComparisonSummary.Of(result, metric, metric.Comparisons[0]).Advice
        );
    }

    [Fact]
    public void The_csv_has_margin_and_verdict()
    {
        var lines = ResultsCsv.Create(Guarded(ruledOut)).Split("\r\n");

        Assert.Contains(",non inferiority,0.02,0.004,-0.014,0.023,0.012,ruled out,", lines[2], StringComparison.Ordinal);
        Assert.Contains(",margin_verdict,", lines[0], StringComparison.Ordinal);
    }

    private static AnalysisResult Guarded(MarginResult margin) =>
        SampleAnalysis.Of(
            SampleAnalysis.Metric,
            guardrail with
            {
                Metric = "guarded",
                Name = "Guarded",
                Comparisons = [SampleAnalysis.Comparison with { Decision = Decision.NoDifferenceShown, Margin = margin }],
            }
        );
}
