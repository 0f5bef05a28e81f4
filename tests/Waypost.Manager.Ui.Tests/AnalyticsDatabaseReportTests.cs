using System.Text.Json;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>How the page of the analytics database reports what a test found.</summary>
public sealed class AnalyticsDatabaseReportTests(ExperimentSite site) : IClassFixture<ExperimentSite>
{
    [Theory]
    [InlineData("Test only")]
    [InlineData("Test and connect")]
    public async Task A_login_that_is_not_read_only_gets_one_sentence_and_statements_to_copy(string button)
    {
        const string Sentence = "The login may do more than read: it is a superuser.";
        const string Sql = "create role waypost_reader login password '…';\ngrant usage on schema public to waypost_reader;";
        site.Stats.Source = FakeStatsWorker.Passed with
        {
            Credentials = new()
            {
                Ok = false,
                Code = CheckCodes.TooManyRights,
                Message = Sentence,
                Sql = Sql,
            },
            Exposures = new()
            {
                Ok = false,
                Ran = false,
                Message = "Not run: the connection comes first.",
            },
        };
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await AnalyticsDatabaseForm.FillAsync(page, "secret");

        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Expect(page.Locator("#login-sql")).ToHaveTextAsync(Sql);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy the statements" })).ToBeVisibleAsync();
        await Expect(page.GetByText(Sentence)).ToHaveCountAsync(1);
        await Expect(page.GetByText("create role waypost_reader")).ToHaveCountAsync(1);
        site.Stats.Source = FakeStatsWorker.Passed;
    }

    [Theory]
    [InlineData("Test only")]
    [InlineData("Test and connect")]
    public async Task A_missing_column_is_reported_once(string button)
    {
        site.Stats.Source = FakeStatsWorker.Passed with
        {
            Exposures = FakeStatsWorker.Exposures(false, "treatment") with
            {
                Message = "There is no column treatment. Name one so with AS.",
            },
        };
        await using var visitor = await site.SignInAsync();
        await AnalyticsDatabaseForm.FillAsync(visitor.Page, "secret");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Expect(visitor.Page.GetByText("There is no column treatment")).ToHaveCountAsync(1);
        site.Stats.Source = FakeStatsWorker.Passed;
    }

    [Theory]
    [InlineData(768)]
    [InlineData(1280)]
    [InlineData(1920)]
    public async Task The_preview_shows_all_columns(int width)
    {
        var cells = new[] { "12", "7f3b9a52-6f0e-4b62-9a1c-0d5f7f3f2a11", "2026-10-02T08:00:00.123456+00:00", "short-form-with-photo" };
        site.Stats.Source = FakeStatsWorker.Passed with
        {
            Exposures = FakeStatsWorker.Exposures(true, null) with
            {
                RowColumns = ["experiment_id", "user_id", "timestamp", "treatment"],
                Rows =
                [
                    [.. cells.Select(cell => JsonSerializer.SerializeToElement(cell))],
                ],
            },
        };
        await using var visitor = await site.SignInAsync(width: width);
        await AnalyticsDatabaseForm.FillAsync(visitor.Page, "secret");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();
        await Expect(visitor.Page.Locator(".cells td")).ToHaveCountAsync(4);

        var cut = await visitor.Page.EvaluateAsync<string[]>(
            """
            () => {
              const frame = document.querySelector('.report .scroll').getBoundingClientRect();
              return [...document.querySelectorAll('.cells :is(th, td)')]
                .filter(cell => cell.scrollWidth > cell.clientWidth + 1 || cell.getBoundingClientRect().right > frame.right + 1)
                .map(cell => cell.textContent);
            }
            """
        );

        Assert.Empty(cut);
        site.Stats.Source = FakeStatsWorker.Passed;
    }
}
