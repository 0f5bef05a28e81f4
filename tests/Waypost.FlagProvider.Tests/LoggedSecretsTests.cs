using Microsoft.Extensions.Logging;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests;

public class LoggedSecretsTests
{
    [Fact]
    public async Task Keys_and_secrets_are_not_logged_even_at_trace_level()
    {
        using var log = new CapturedLogs();
        await using (
            var provider = await TestProvider.StartAndSyncAsync(
                configure: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace),
                settings: ("Logging:LogLevel:Default", "Trace")
            )
        )
        {
            await provider.GetAsync("/flags");
            await provider.GetAsync("/flags", "wp_server_wrong-but-nearly-right");
            await provider.GetAsync("/flags", key: null, ("X-API-Key", TestData.ServerKey));
            await provider.GetAsync($"/flags?sdk_key={TestData.ServerKey}", key: null);
            await provider.GetAsync($"/stream?sdk_key={TestData.ClientKey}", key: null);
            using var stream = await provider.StreamAsync();
            await stream.NextEventAsync();
        }

        Assert.Contains(log.Everything, line => line.Contains("/flags", StringComparison.Ordinal));
        foreach (
            var secret in (string[])[TestData.ServerKey, TestData.ClientKey, "nearly-right", FakeManager.SecretText["whsec_".Length..]]
        )
        {
            Assert.DoesNotContain(log.Everything, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }
}
