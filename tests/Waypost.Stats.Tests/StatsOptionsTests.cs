namespace Waypost.Stats.Tests;

public sealed class StatsOptionsTests
{
    private static readonly StatsOptionsValidator validator = new();

    [Fact]
    public void Only_the_database_has_no_default() =>
        Assert.True(validator.Validate(null, new StatsOptions { Database = "Host=localhost;Database=waypostdb" }).Succeeded);

    [Fact]
    public void All_errors_are_listed_with_their_settings()
    {
        var errors = validator
            .Validate(
                null,
                new StatsOptions
                {
                    Lease = TimeSpan.FromSeconds(1),
                    Heartbeat = TimeSpan.FromSeconds(1),
                    Poll = TimeSpan.Zero,
                    Parallelism = 0,
                    MaxAttempts = 0,
                    ConnectTimeout = TimeSpan.Zero,
                    PreviewTimeout = TimeSpan.FromHours(1),
                    QueryTimeout = TimeSpan.FromDays(2),
                    WorkMemoryMegabytes = 0,
                }
            )
            .Failures!.ToList();

        string[] settings =
        [
            "ConnectionStrings:waypostdb",
            "Waypost:Stats:Lease",
            "Waypost:Stats:Heartbeat",
            "Waypost:Stats:Poll",
            "Waypost:Stats:Parallelism",
            "Waypost:Stats:MaxAttempts",
            "Waypost:Stats:ConnectTimeout",
            "Waypost:Stats:PreviewTimeout",
            "Waypost:Stats:QueryTimeout",
            "Waypost:Stats:WorkMemoryMegabytes",
        ];
        Assert.Equal(settings.Length, errors.Count);
        Assert.All(settings, setting => Assert.Single(errors, error => error.StartsWith(setting, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Database=waypostdb;Password=hush")]
    [InlineData("hush is not a connection string")]
    public void An_invalid_connection_string_is_rejected_without_repeating_it(string connectionString)
    {
        var error = Assert.Single(validator.Validate(null, new StatsOptions { Database = connectionString }).Failures!);

        Assert.DoesNotContain("hush", error, StringComparison.Ordinal);
    }
}
