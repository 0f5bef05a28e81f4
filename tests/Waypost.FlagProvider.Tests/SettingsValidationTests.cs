using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests;

public class SettingsValidationTests
{
    [Theory]
    [InlineData("Waypost:WebhookSecret", "", "openssl rand -base64 32")]
    [InlineData("Waypost:WebhookSecret", "whsec_c2hvcnQ=", "too short")]
    [InlineData("Waypost:ManagerUrl", "", "Waypost:ManagerUrl is missing")]
    [InlineData("Waypost:ManagerUrl", "ftp://x", "Waypost:ManagerUrl must be")]
    [InlineData("Waypost:CallbackUrl", "nonsense", "Waypost:CallbackUrl must be")]
    [InlineData("Waypost:Streams:Heartbeat", "00:01:00", "Waypost:Streams:Heartbeat must be between")]
    public async Task An_invalid_setting_stops_the_start_with_an_error_that_names_it(string setting, string value, string expected)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TestProvider.StartAsync(settings: (setting, value)));

        Assert.Contains(exception.Failures, failure => failure.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_invalid_settings_are_reported_at_once()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestProvider.StartAsync(
                settings: [("Waypost:WebhookSecret", "x"), ("Waypost:ManagerUrl", "x"), ("Waypost:PollWait", "01:00:00")]
            )
        );

        Assert.Equal(3, exception.Failures.Count());
    }
}
