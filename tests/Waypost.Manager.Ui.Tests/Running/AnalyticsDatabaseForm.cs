using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>The form that connects the analytics database.</summary>
internal static class AnalyticsDatabaseForm
{
    public const string Url = "/projects/default/events-database";

    public static async Task FillAsync(IPage page, string password)
    {
        await page.GotoAsync(Url);
        await page.GetByLabel("Host").FillAsync("db.solarflare.example");
        await page.GetByLabel("Database", new() { Exact = true }).FillAsync("elsewhere");
        await page.GetByLabel("User name").FillAsync("reader");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByLabel("Exposures query").FillAsync("select experiment_id, user_id, timestamp, treatment from exposures");
    }
}
