using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Checks;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A funnel counts the users of each step, in its order and within the window.</summary>
public sealed class FunnelTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const string Pages = "select user_id, timestamp from events where name = 'page'";
    private const string Quotes = "select user_id, timestamp from events where name = 'quote'";

    /// <summary>Of other types: the user as varchar, the time without zone.</summary>
    private const string OtherTypes =
        "select user_id::varchar as user_id, timestamp at time zone 'UTC' as timestamp from events where name = 'page'";

    private static readonly string[] three = ["off", "short", "long one"];

    [Theory]
    [InlineData(21, null, null)]
    [InlineData(22, null, 120)]
    [InlineData(23, 24, 96)]
    [InlineData(24, 12, null)]
    public async Task The_users_of_each_step_equal_the_reference(int seed, int? delayHours, int? hours)
    {
        var window = MetricWindow.Of(delayHours, hours);
        var rows = RandomEvents.Of(seed, three);
        await shop.ExecuteAsync(rows.Inserts(_ => "null"));
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var funnel = TestRequest
            .Metric("funnel", MetricType.Binomial, Quotes)
            .With(m => m with { Window = window, Steps = [Step("Page", Pages), Step("Quote", Quotes), Step("Again", OtherTypes)] });

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker, "select experiment_id, user_id, timestamp, variant as treatment from exposures"),
                funnel,
                TestRequest.Metric("plain", MetricType.Binomial, Quotes)
            ) with
            {
                Variants = [.. three.Select(variant => new VariantShare(variant, 1))],
            }
        );

        var metric = result.Metrics[0];
        Assert.Equal(["Page", "Quote", "Again"], metric.Steps!.Select(step => step.Name));
        Assert.Null(result.Metrics[1].Steps);
        var reference = new ReferenceAnalysis(rows, three, TestRequest.Start, TestRequest.End) { Window = window };
        string[] names = ["page", "quote", "page", "quote"];
        foreach (var (variant, place) in three.Select((v, i) => (v, i)))
        {
            var users = reference.Users(variant).ToList();
            var expected = Enumerable
                .Range(1, names.Length)
                .Select(steps => (long)users.Count(user => IsReached(rows, user, window, names[..steps])))
                .ToList();
            Assert.True(expected[0] > expected[^1], "The random data has nobody who leaves the funnel.");
            List<VariantResult> arms = [.. metric.Steps!.Select(step => step.Variants[place]), metric.Variants[place]];
            Assert.Equal(expected, arms.Select(arm => arm.Converted!.Value));
            Assert.All(arms, arm => Assert.Equal(users.Count, arm.Users));
            Assert.All(arms, arm => Assert.Equal((double)arm.Converted!.Value / arm.Users, arm.Mean!.Value, 1e-12));
        }
    }

    [Theory]
    [InlineData("2026-03-02 10:00", "2026-03-02 11:00", 1)]
    [InlineData("2026-03-02 11:00", "2026-03-02 11:00", 1)]
    [InlineData("2026-03-02 11:00:00.000001", "2026-03-02 11:00", 0)]
    [InlineData("2026-02-28 10:00", "2026-03-02 11:00", 0)]
    [InlineData("2026-03-02 10:00", "2026-03-03 00:00", 0)]
    public async Task A_step_must_not_precede_the_one_before_nor_come_after_the_window(string first, string second, int completed)
    {
        await shop.ExecuteAsync(
            $"""
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-01Z', true), (7, 'b', '2026-03-01Z', false);
            insert into events values ('a', '{first}Z', 'page', 1), ('a', '{second}Z', 'quote', 1), ('a', null, 'page', 1);
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest
                    .Metric("funnel", MetricType.Binomial, Quotes)
                    .With(m =>
                        m with
                        {
                            Steps = [Step("Page", Pages)],
                            Window = new() { Hours = 48 },
                        }
                    )
            )
        );

        Assert.Equal(completed, result.Metrics[0].Variants[1].Converted);
    }

    [Fact]
    public async Task Steps_are_compared_decided_and_corrected_together_apart_from_the_metric()
    {
        // Of 2,000 users in each variant, 60 and 50 % open the form, and 30 % of all complete it.
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 4000) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'open', 1
              from generate_series(1, 4000) as g where (g / 2) % 100 < case when g % 2 = 0 then 60 else 50 end;
            insert into events select 'u' || g, timestamptz '2026-03-04Z', 'done', 1
              from generate_series(1, 4000) as g where (g / 2) % 100 < 30;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(
            shop.Source(worker),
            TestRequest
                .Metric("funnel", MetricType.Binomial, "select user_id, timestamp from events where name = 'done'")
                .With(m =>
                    m with
                    {
                        Steps =
                        [
                            Step("Open", "select user_id, timestamp from events where name = 'open'"),
                            Step("Anything", "select user_id, timestamp from events"),
                        ],
                    }
                )
        );

        var end = (await worker.AnalyseAsync(request)).Metrics[0];
        var early = (await worker.AnalyseAsync(request with { PlannedEnd = TestRequest.End.AddYears(100) })).Metrics[0];

        Assert.Equal(Decision.NoDifferenceShown, end.Comparisons[0].Decision);
        var (open, anything) = (end.Steps![0].Comparisons[0], end.Steps[1].Comparisons[0]);
        Assert.Equal((Decision.Better, 0.1), (open.Decision, Math.Round(open.Difference!.Value, 12)));
        // Both steps have the same users, so Benjamini–Hochberg over two equal p-values leaves them as they are.
        Assert.Equal(open.PValue, open.PValueAdjusted);
        Assert.Equal(open.PValue, anything.PValue);
        Assert.Equal(end.Comparisons[0].PValue, end.Comparisons[0].PValueAdjusted);
        Assert.True(early.Steps![0].Comparisons[0].Significant);
        Assert.NotNull(early.Steps[0].Comparisons[0].AlwaysValid);
    }

    [Fact]
    public async Task A_step_that_fails_is_named_and_stops_no_other_metric()
    {
        await shop.FillAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest
                    .Metric("funnel", MetricType.Binomial, ShopDatabase.Good)
                    .With(m => m with { Steps = [Step("Lost", "select user_id, timestamp from nowhere")] }),
                TestRequest.Metric("fine", MetricType.Binomial, ShopDatabase.Good)
            )
        );

        Assert.StartsWith("Step Lost: ", Assert.Single(result.Metrics[0].Warnings).Message, StringComparison.Ordinal);
        Assert.Empty(result.Metrics[0].Comparisons);
        Assert.Equal(100, result.Metrics[1].Variants[0].Converted);
    }

    [Fact]
    public async Task The_preview_checks_each_step_and_no_step_reads_what_a_query_may_not()
    {
        await shop.FillAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("m", MetricType.Binomial, ShopDatabase.Good).Definition with
        {
            Steps = [Step("Fine", Pages), Step("Bad", "select usename as user_id, now() as timestamp from pg_user")],
        };

        var report = await worker.PreviewAsync(shop.Source(worker), metric);
        var analysis = await worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), new ExperimentMetric { Definition = metric, Role = MetricRole.Primary })
        );

        Assert.False(report.Ok);
        Assert.Equal([true, false], report.Steps!.Select(step => step.Ok));
        Assert.Equal(CheckCodes.QueryRefused, report.Steps![1].Code);
        Assert.Equal(CheckCodes.QueryRefused, Assert.Single(analysis.Metrics[0].Warnings).Code);
    }

    [Fact]
    public async Task The_baseline_of_a_funnel_is_the_share_that_completes_it()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, now() - interval '9 days', true from generate_series(1, 200) as g;
            insert into events select 'u' || g, now() - interval '8 days', 'page', 1 from generate_series(1, 200) as g where g % 2 = 0;
            insert into events select 'u' || g, now() - interval '7 days', 'quote', 1 from generate_series(1, 200) as g where g % 5 = 0;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var plan = await worker.PlanAsync(
            new()
            {
                Source = shop.Source(worker),
                Metric = TestRequest.Metric("m", MetricType.Binomial, Quotes).Definition with { Steps = [Step("Page", Pages)] },
                Variants = [new("on", 50), new("off", 50)],
                Control = "off",
            }
        );

        Assert.Equal(0.1, plan.Baseline.Mean);
    }

    private static FunnelStep Step(string name, string query) => new() { Name = name, Query = query };

    /// <summary>Whether any events of these names, one after the other, lie in the user's window; tries all of them.</summary>
    private static bool IsReached(RandomEvents rows, (string User, DateTimeOffset First) user, MetricWindow? window, string[] names)
    {
        var from = user.First + (window?.Delay ?? TimeSpan.Zero);
        var to = window?.Hours is null ? TestRequest.End : user.First + window.Span;
        var events = rows.Events.Where(row => row.User == user.User && row.At >= from && row.At < to && row.At < TestRequest.End).ToList();
        bool CanFollow(int step, DateTimeOffset after) =>
            step == names.Length || events.Exists(row => row.Name == names[step] && row.At >= after && CanFollow(step + 1, row.At));
        return CanFollow(0, from);
    }
}
