using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>An experiment's report, its receipt, and the links that share the report.</summary>
public sealed class ReportTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_report_has_the_plan_before_there_are_numbers()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAsync(connected: false));

        var report = (await manager.Admin.CallAsync($"GET {experiment}/report")).Expect(200).Body;

        Assert.False(report.TryGetProperty("numbers", out _));
        Assert.Equal(2, report.GetProperty("plan").GetProperty("metrics").GetArrayLength());
        Assert.Equal(
            "Nothing is decided yet: the experiment is running.",
            report.GetProperty("decision").GetProperty("sentence").GetString()
        );
    }

    [Fact]
    public async Task A_report_has_numbers_words_and_what_was_learned()
    {
        var experiment = await AnalysedAsync();
        (
            await manager.Admin.CallAsync(
                $"PATCH {experiment}",
                """{"learned":"Ask *less*.\n\n<b>Really</b> | less."}""",
                contentType: "application/merge-patch+json"
            )
        ).Expect(200);

        var report = (await manager.Admin.CallAsync($"GET {experiment}/report")).Expect(200).Body;
        var row = Assert.Single(report.GetProperty("numbers").GetProperty("rows").EnumerateArray());
        Assert.Equal((0.25, 0.2), (row.GetProperty("value").GetDouble(), row.GetProperty("controlValue").GetDouble()));
        Assert.Equal("better", row.GetProperty("decision").GetString());
        Assert.StartsWith("sha256:", report.GetProperty("numbers").GetProperty("inputHash").GetString(), StringComparison.Ordinal);

        var markdown = (await manager.Admin.CallAsync($"GET {experiment}/report.md")).Expect(200);
        Assert.Equal("text/markdown", markdown.Response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("# Short form\n", markdown.Text, StringComparison.Ordinal);
        Assert.Contains("Ask \\*less\\*.\n\n\\<b\\>Really\\</b\\> \\| less.", markdown.Text, StringComparison.Ordinal);
        Assert.Contains("| Done | primary | on | 20\u00a0% | 25\u00a0% | +25\u00a0% |", markdown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_has_sql_numbers_and_a_script_in_each_language()
    {
        var experiment = await AnalysedAsync();

        var receipt = (await manager.Admin.CallAsync($"GET {experiment}/results/receipt")).Expect(200).Body;
        Assert.Contains("analysed,done,on,1000,250,0.25,", receipt.GetProperty("inputs").GetString(), StringComparison.Ordinal);
        Assert.Equal("select done", receipt.GetProperty("periods")[0].GetProperty("sql").GetProperty("done").GetString());
        var p = receipt
            .GetProperty("pValues")
            .EnumerateArray()
            .Single(one => one.GetProperty("name").GetString()!.EndsWith("square", StringComparison.Ordinal));
        Assert.Equal("chi_square_test([200, 1000], [250, 1000])", p.GetProperty("computedBy").GetString());

        foreach (var (path, list) in new[] { ("receipt.R", "c(200, 1000)"), ("receipt.py", "[200, 1000]") })
        {
            var script = (await manager.Admin.CallAsync($"GET {experiment}/results/{path}")).Expect(200).Text;
            Assert.Contains($"chi_square_test({list}", script, StringComparison.Ordinal);
            Assert.Contains(receipt.GetProperty("inputHash").GetString()!, script, StringComparison.Ordinal);
        }

        (await manager.Admin.CallAsync($"GET {experiment}/results/receipt.sh")).Expect(404);
    }

    [Fact]
    public async Task Without_results_there_is_no_receipt()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAsync(connected: false));

        var refused = await manager.Admin.CallAsync($"GET {experiment}/results/receipt");

        Assert.Contains("no results yet", refused.Expect(404)["detail"], StringComparison.Ordinal);
        (await manager.Admin.CallAsync($"GET {experiment}/results/receipt.py")).Expect(404);
    }

    [Fact]
    public async Task A_link_opens_the_report_without_an_account_and_without_names_or_sql()
    {
        var experiment = await AnalysedAsync();
        var link = (await manager.Admin.CallAsync($"POST {experiment}/share-links", """{"expiresInDays":7}""")).Expect(201).Body;
        using var anonymous = manager.Running.Client();

        var page = (await anonymous.CallAsync($"GET /{link.GetProperty("path").GetString()}")).Expect(200);

        Assert.Contains("Short form", page.Text, StringComparison.Ordinal);
        Assert.Contains("Locked", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("select done", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(link.GetProperty("createdBy").GetString()!, page.Text, StringComparison.Ordinal);
        Assert.True(page.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_link_that_expired_or_was_deleted_or_never_existed_opens_nothing()
    {
        var experiment = await AnalysedAsync();
        var expired = (await manager.Admin.CallAsync($"POST {experiment}/share-links")).Expect(201).Body;
        var deleted = (await manager.Admin.CallAsync($"POST {experiment}/share-links")).Expect(201).Body;
        await using (var db = manager.OpenDatabase())
        {
            var id = expired.GetProperty("id").GetInt64();
            await db
                .ShareLinks.Where(l => l.Id == id)
                .ExecuteUpdateAsync(l => l.SetProperty(x => x.ExpiresAt, x => x.CreatedAt), TestContext.Current.CancellationToken);
        }

        (await manager.Admin.CallAsync($"DELETE {experiment}/share-links/{deleted.GetProperty("id")}")).Expect(204);
        (await manager.Admin.CallAsync($"DELETE {experiment}/share-links/{deleted.GetProperty("id")}")).Expect(404);
        using var anonymous = manager.Running.Client();

        foreach (
            var path in new[]
            {
                expired.GetProperty("path").GetString(),
                deleted.GetProperty("path").GetString(),
                "/shared?link=x",
                "/shared?link=",
                "/shared",
            }
        )
        {
            var page = (await anonymous.CallAsync($"GET /{path}")).Expect(404);
            Assert.Contains("This link does not work", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Short form", page.Text, StringComparison.Ordinal);
        }

        Assert.Empty((await manager.Admin.CallAsync($"GET {experiment}/share-links")).Expect(200).Body.EnumerateArray());
    }

    [Fact]
    public async Task The_secret_of_a_link_is_neither_stored_nor_logged_nor_listed()
    {
        var experiment = await AnalysedAsync();
        var path = (await manager.Admin.CallAsync($"POST {experiment}/share-links")).Expect(201)["path"]!;
        var secret = path["/shared?link=".Length..];
        var project = experiment[..experiment.IndexOf("/experiments", StringComparison.Ordinal)];

        var log = (await manager.Admin.CallAsync($"GET {project}/events?type=REPORT_SHARED")).Expect(200);
        Assert.Single(log.Body.GetProperty("items").EnumerateArray());
        Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await manager.Admin.CallAsync($"GET {experiment}/share-links")).Text, StringComparison.Ordinal);
        await using var db = manager.OpenDatabase();
        Assert.False(await db.ShareLinks.AnyAsync(l => l.Hash == secret, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("91")]
    public async Task A_link_must_expire_within_90_days(string days)
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAsync(connected: false));

        var answer = await manager.Admin.CallAsync($"POST {experiment}/share-links", $$"""{"expiresInDays":{{days}}}""");

        Assert.Equal(["expiresInDays"], answer.Expect(400).WrongFields);
    }

    [Fact]
    public async Task A_deleted_experiment_takes_its_links_with_it()
    {
        var experiment = await AnalysedAsync();
        var path = (await manager.Admin.CallAsync($"POST {experiment}/share-links")).Expect(201)["path"];
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {experiment}")).Expect(204);
        using var anonymous = manager.Running.Client();

        (await anonymous.CallAsync($"GET /{path}")).Expect(404);
    }

    private async Task<string> AnalysedAsync()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAsync());
        var result = JobResults.Analysis(ExperimentsUnderTest.IdOf(experiment));
        var comparison = result.Metrics[0].Comparisons[0] with
        {
            Difference = 0.05,
            Relative = 0.25,
            IntervalAbsolute = [0.01, 0.09],
            IntervalRelative = [0.05, 0.45],
            Statistic = 7.168458781362007,
            DegreesOfFreedom = 1,
            PValue = 0.007418967,
            PValueAdjusted = 0.007418967,
            Significant = true,
            Decision = Decision.Better,
            Method = "Pearson's chi-square",
        };
        await manager.AnalyseAsync(
            experiment,
            result with
            {
                Metrics =
                [
                    result.Metrics[0] with
                    {
                        Metric = "done",
                        Name = "Done",
                        Type = MetricType.Binomial,
                        Role = MetricRole.Primary,
                        Primary = true,
                        Variants = [Variant("off", 200, 0.2), Variant("on", 250, 0.25)],
                        Comparisons = [comparison],
                        Warnings = [],
                        Sql = "select done",
                    },
                ],
            }
        );
        return experiment;
    }

    private static VariantResult Variant(string key, long converted, double mean) =>
        new()
        {
            Variant = key,
            Users = 1_000,
            Mean = mean,
            Variance = mean * (1 - mean),
            Sum = converted,
            Converted = converted,
        };
}
