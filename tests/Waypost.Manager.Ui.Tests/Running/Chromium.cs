using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Waypost.Manager.Ui.Tests.Running.Chromium))]

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>One browser for all tests. Without an installed browser they are skipped, in CI they fail.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // The headless shell comes first: the others load their whole user interface for every window that no one sees.
    private static readonly string[] Names =
    [
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];

    private readonly SemaphoreSlim starting = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    public ValueTask InitializeAsync()
    {
        // Playwright's default of five seconds is too short for a busy machine.
        Assertions.SetDefaultExpectTimeout(60_000);
        return ValueTask.CompletedTask;
    }

    /// <summary>A new browser profile.</summary>
    public async Task<IBrowserContext> NewProfileAsync(BrowserNewContextOptions options)
    {
        var started = await StartedAsync();
        var profile = await started.NewContextAsync(options);
        // Only ends a wait that hangs.
        profile.SetDefaultTimeout(60_000);
        return profile;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        starting.Dispose();
    }

    private async Task<IBrowser> StartedAsync()
    {
        if (Find() is not { } executable)
        {
            const string Missing = "No browser: install chromium or Google Chrome and put it into PATH.";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", Missing);
            throw new InvalidOperationException(Missing);
        }

        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = executable,
                    // Containers have neither user namespaces for the sandbox nor much shared memory.
                    Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
                }
            );
        }
        finally
        {
            starting.Release();
        }
    }

    private static string? Find() =>
        (
            from name in Names
            from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            )
            from ending in new[] { "", ".exe" }
            let file = Path.Combine(directory, name + ending)
            where File.Exists(file)
            select file
        ).FirstOrDefault();
}
