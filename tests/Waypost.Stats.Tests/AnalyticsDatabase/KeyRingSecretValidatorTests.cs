using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

public sealed class KeyRingSecretValidatorTests
{
    [Theory]
    [InlineData("Production", null, false)]
    [InlineData("Production", "thirty-one characters are short", false)]
    [InlineData("Production", "thirty-two characters are enough", true)]
    [InlineData("Development", null, true)]
    public void Outside_Development_a_long_secret_is_required(string environment, string? secret, bool passes)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Waypost:DataProtectionSecret"] = secret })
            .Build();

        var result = new KeyRingSecretValidator(configuration, new HostingEnvironment { EnvironmentName = environment }).Validate(
            null,
            new StatsOptions()
        );

        Assert.Equal(passes, result.Succeeded);
        if (!passes)
        {
            Assert.StartsWith("Waypost:DataProtectionSecret is missing or shorter", result.FailureMessage, StringComparison.Ordinal);
        }
    }
}
