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
        // A background task that the stop interrupts may log its own exception; the start must not end in one.
        Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Program.<Main>", process.Output, StringComparison.Ordinal);
    }
}
