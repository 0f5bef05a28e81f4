namespace Waypost.Stats.Tests;

public sealed class StatsSettings
{
    private static readonly StatsOptionsValidator validator = new();

    [Fact]
    public void Defaults_need_only_a_database() =>
        Assert.True(validator.Validate(null, new StatsOptions { Database = "Host=localhost;Database=waypostdb" }).Succeeded);

    [Fact]
    public void All_faults_are_listed_at_once_each_with_its_setting()
    {
        var faults = validator
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
        Assert.Equal(settings.Length, faults.Count);
        Assert.All(settings, setting => Assert.Single(faults, fault => fault.StartsWith(setting, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Database=waypostdb;Password=hush")]
    [InlineData("hush is not a connection string")]
    public void A_broken_connection_string_is_refused_without_repeating_it(string connectionString)
    {
        var fault = Assert.Single(validator.Validate(null, new StatsOptions { Database = connectionString }).Failures!);

        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
    }
}
