using Microsoft.Extensions.Logging;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests;

public class SecrecyTests
{
    [Fact]
    public async Task No_key_and_no_secret_is_ever_logged_however_much_is()
    {
        using var log = new CapturedLogs();
        await using (
            var provider = await TestProvider.FollowingAsync(
                configure: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace),
                settings: ("Logging:LogLevel:Default", "Trace")
            )
        )
        {
            await provider.GetAsync("/flags");
            await provider.GetAsync("/flags", "wp_server_wrong-but-nearly-right");
            await provider.GetAsync("/flags", key: null, ("X-API-Key", Sample.ServerKey));
            await provider.GetAsync($"/flags?sdk_key={Sample.ServerKey}", key: null);
            await provider.GetAsync($"/stream?sdk_key={Sample.ClientKey}", key: null);
            using var stream = await provider.StreamAsync();
            await stream.NextEventAsync();
        }

        Assert.NotEmpty(log.Everything);
        foreach (var secret in (string[])[Sample.ServerKey, Sample.ClientKey, "nearly-right", FakeManager.SecretText["whsec_".Length..]])
        {
            Assert.DoesNotContain(log.Everything, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }
}
