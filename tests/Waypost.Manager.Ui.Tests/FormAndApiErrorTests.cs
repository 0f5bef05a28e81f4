using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Forms and the REST API report the same error in the same words.</summary>
public sealed class FormAndApiErrorTests(FormAndApiErrorTests.PreparedSite site) : IClassFixture<FormAndApiErrorTests.PreparedSite>
{
    [Theory]
    [MemberData(nameof(FormErrors.All), MemberType = typeof(FormErrors))]
    public async Task A_form_shows_the_error_message_of_the_API(
        string path,
        string[] typed,
        string button,
        string error,
        string request,
        string body,
        string field
    )
    {
        ArgumentNullException.ThrowIfNull(typed);
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync($"/projects/default/{path.Replace("{0}", site.Experiment, StringComparison.Ordinal)}");
        foreach (var details in await page.Locator("details.more").AllAsync())
        {
            await details.EvaluateAsync("element => element.open = true");
        }

        foreach (
            var (target, value) in typed.Select(one =>
                (one[..one.IndexOf('=', StringComparison.Ordinal)], one[(one.IndexOf('=', StringComparison.Ordinal) + 1)..])
            )
        )
        {
            await (target[0] == '#' ? page.Locator(target).FillAsync(value) : page.Locator($"[name={target}][value={value}]").CheckAsync());
        }

        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

        Assert.Equal(
            await ApiMessageAsync(request.Replace("{0}", site.Experiment, StringComparison.Ordinal), body, field),
            (await page.Locator(error).InnerTextAsync()).Trim()
        );
    }

    private async Task<string> ApiMessageAsync(string request, string body, string field)
    {
        using var message = new HttpRequestMessage(new(request.Split(' ')[0]), request.Split(' ')[1])
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await site.Api.SendAsync(message, TestContext.Current.CancellationToken);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.False(response.IsSuccessStatusCode, problem.ToString());
        return field.Length == 0
            ? problem.GetProperty("detail").GetString()!
            : string.Join(' ', problem.GetProperty("errors").GetProperty(field).EnumerateArray().Select(e => e.GetString()));
    }

    public sealed class PreparedSite(Chromium chromium) : ExperimentSite(chromium), IAsyncLifetime
    {
        public string Experiment { get; private set; } = "";

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await CreateFlagAsync("on-off", "On or off");
            await CreateFlagAsync("texts", "Texts", new { type = "string", variants = new { a = "A", b = "B" } });
            await CreateMetricAsync("quote-completed", "Quote completed");
            Experiment = (await CreateExperimentAsync("Planned", "on-off")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
