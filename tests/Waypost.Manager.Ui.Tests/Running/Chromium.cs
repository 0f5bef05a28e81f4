using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Waypost.Manager.Ui.Tests.Running.Chromium))]

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>One browser for all tests. Where none is installed they are skipped, with the reason; in CI they fail.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private readonly SemaphoreSlim one = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    public ValueTask InitializeAsync()
    {
        // As below: the five seconds Playwright gives are a limit that a busy machine meets.
        Assertions.SetDefaultExpectTimeout(60_000);
        return ValueTask.CompletedTask;
    }

    /// <summary>A browser profile of its own.</summary>
    public async Task<IBrowserContext> NewProfileAsync(BrowserNewContextOptions options)
    {
        var started = await StartedAsync();
        var profile = await started.NewContextAsync(options);
        // Ends a hung wait; nothing is measured by it.
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
        one.Dispose();
    }

    private async Task<IBrowser> StartedAsync()
    {
        if (Find() is not { } executable)
        {
            const string Missing = "No browser: install chromium or Google Chrome and put it into PATH.";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", Missing);
            throw new InvalidOperationException(Missing);
        }

        await one.WaitAsync(TestContext.Current.CancellationToken);
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
            one.Release();
        }
    }

    private static string? Find() =>
        (
            from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            )
            from name in Names
            from ending in new[] { "", ".exe" }
            let file = Path.Combine(directory, name + ending)
            where File.Exists(file)
            select file
        ).FirstOrDefault();
}
