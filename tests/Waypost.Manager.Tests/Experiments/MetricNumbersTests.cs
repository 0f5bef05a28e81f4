using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Caps and quantiles can be written as numbers or as percentages.</summary>
public sealed class MetricNumbersTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Theory]
    [InlineData("\"99 %\"", "0.99")]
    [InlineData("\"99%\"", "0.99")]
    [InlineData("\"97,5 %\"", "0.975")]
    [InlineData("{\"percentile\":0.99}", "0.99")]
    public async Task A_percentile_can_be_written_as_the_page_shows_it(string cap, string percentile)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var created = await manager.Admin.CallAsync(
            $"POST {project}/metrics",
            $$"""{"key":"m","type":"revenue","query":"select 1","cap":{{cap}} }"""
        );

        Assert.Equal(percentile, created.Expect(201).Body.GetProperty("cap").GetProperty("percentile").GetRawText());
    }

    [Theory]
    [InlineData("\"90 %\"")]
    [InlineData("0.9")]
    public async Task A_quantile_can_be_written_as_the_page_shows_it(string quantile)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var created = await manager.Admin.CallAsync(
            $"POST {project}/metrics",
            $$"""{"key":"m","type":"duration","query":"select 1","quantile":{{quantile}} }"""
        );

        Assert.Equal("0.9", created.Expect(201)["quantile"]);
    }

    [Theory]
    [InlineData("cap", "\"100 %\"", "such as 99\u00a0%")]
    [InlineData("cap", "{\"percentile\":99}", "such as 99\u00a0%")]
    [InlineData("cap", "\"40000\"", "such as 99\u00a0%")]
    [InlineData("cap", "true", "such as 99\u00a0%")]
    [InlineData("cap", "{\"percentile\":\"99\"}", "such as 99\u00a0%")]
    [InlineData("quantile", "90", "below the 90\u00a0% quantile")]
    [InlineData("quantile", "\"0 %\"", "below the 90\u00a0% quantile")]
    [InlineData("quantile", "\"many\"", "below the 90\u00a0% quantile")]
    [InlineData("quantile", "[]", "below the 90\u00a0% quantile")]
    public async Task A_cap_and_a_quantile_are_refused_in_the_unit_of_the_page(string field, string value, string words)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/metrics",
            $$"""{"key":"m","type":"revenue","query":"select 1","{{field}}":{{value}} }"""
        );

        Assert.Equal([field], answer.Expect(400).WrongFields);
        Assert.Contains(words, answer["detail"], StringComparison.Ordinal);
    }
}
