using Waypost.Testing;

namespace Waypost.FlagProvider.Tests;

/// <summary>A start that cannot succeed writes one clear sentence per reason and ends with exit code 1: the real program.</summary>
public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("Waypost__WebhookSecret", "short", "Waypost:WebhookSecret")]
    [InlineData("Waypost__PollWait", "soon", "Waypost:PollWait")]
    [InlineData("Waypost__Shutdown__Drain", "soon", "Waypost:Shutdown:Drain")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.1:5000", "ASPNETCORE_URLS")]
    public async Task An_invalid_setting_is_named(string name, string value, string expected)
    {
        using var directory = new TemporaryDirectory();
        Dictionary<string, string?> environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Waypost__ManagerUrl"] = "http://127.0.0.1:1",
            ["Waypost__WebhookSecret"] = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            ["Waypost__DataDirectory"] = directory.Path,
            [name] = value,
        };

        await using var process = TestProcess.StartDotnet("Waypost.FlagProvider.dll", environment);
        var code = await process.WaitForExitAsync(TestTimeout.Token());

        Assert.Equal(1, code);
        Assert.Contains("Waypost.FlagProvider cannot start: ", process.Output, StringComparison.Ordinal);
        Assert.Contains(expected, process.Output, StringComparison.Ordinal);
        var lines = process.Output.Split('\n').Where(line => !IsServiceThatNeverBegan(line));
        Assert.False(lines.Any(line => line.Contains("   at ", StringComparison.Ordinal)), process.Output); // no stack trace
    }

    /// <summary>
    /// On a busy machine the start can fail before the host has begun to run a background service; the host itself reports that as failed.
    /// </summary>
    private static bool IsServiceThatNeverBegan(string line) =>
        line.Contains("Microsoft.Extensions.Hosting.Internal.Host", StringComparison.Ordinal)
        && line.Contains("TaskCanceledException: A task was canceled", StringComparison.Ordinal);
}
