namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>A site with a connected analytics database and one metric, <c>quote-completed</c>.</summary>
public sealed class SiteWithMetric(Chromium chromium) : ExperimentSite(chromium), IAsyncLifetime
{
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await ConnectDatabaseAsync();
        await CreateMetricAsync("quote-completed", "Quote completed");
    }
}
