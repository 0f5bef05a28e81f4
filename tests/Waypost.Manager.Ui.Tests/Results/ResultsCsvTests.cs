using Waypost.Manager.Ui.Results;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class ResultsCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("\tx", "'\tx")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=\"a\"", "\"'=\"\"a\"\"\"")]
    public void No_cell_runs_as_a_formula_or_breaks_the_line(string text, string cell) => Assert.Equal(cell, Csv.Escape(text));

    [Fact]
    public void Every_metric_has_a_line_as_long_as_the_header_even_one_that_failed()
    {
        var lines = ResultsCsv.Create(SampleAnalysis.AllRoles).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Equal(38, CountCells(line)));
        Assert.Contains("1.2E-13", lines[1], StringComparison.Ordinal);
        Assert.Contains("does not exist", lines[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "<1E-308")]
    [InlineData(5e-324, "<1E-308")]
    [InlineData(2.5e-307, "2.5E-307")]
    public void A_p_value_too_small_for_a_number_is_a_bound_and_never_0(double p, string cell)
    {
        var metric = SampleAnalysis.Metric;

        var csv = ResultsCsv.Create(
            SampleAnalysis.Of(metric with { Comparisons = [metric.Comparisons[0] with { PValue = p, PValueAdjusted = p }] })
        );

        Assert.Contains($",{cell},{cell},", csv, StringComparison.Ordinal);
    }

    private static int CountCells(string line)
    {
        var (cells, quoted) = (1, false);
        foreach (var letter in line)
        {
            quoted ^= letter == '"';
            cells += letter == ',' && !quoted ? 1 : 0;
        }

        return cells;
    }
}
