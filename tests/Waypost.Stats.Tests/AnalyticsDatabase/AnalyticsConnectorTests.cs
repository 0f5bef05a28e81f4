using Waypost.Stats.Tests.Checks;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

public sealed class AnalyticsConnectorTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Theory]
    [InlineData("require")]
    [InlineData("verify-full")]
    public async Task A_server_without_TLS_is_rejected_with_a_reason_if_TLS_is_required(string sslMode)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.TestAsync(shop.Source(worker) with { SslMode = sslMode });

        Assert.Equal(CheckCodes.CannotConnect, report.Credentials.Code);
        Assert.Contains("no TLS", report.Credentials.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prefer", true)]
    [InlineData("disable;Host=elsewhere", false)]
    [InlineData("", false)]
    public async Task Only_the_five_TLS_modes_are_accepted(string sslMode, bool known)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        Assert.Equal(known, (await worker.TestAsync(shop.Source(worker) with { SslMode = sslMode })).Credentials.Ok);
    }

    /// <summary>User input is only ever a value, never another connection string keyword.</summary>
    [Theory]
    [InlineData("x;Include Error Detail=true;Passfile=/etc/passwd")]
    [InlineData("x' or '1'='1")]
    [InlineData("\"; drop table events; --")]
    public async Task Keywords_inside_a_name_have_no_effect(string name)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var source = shop.Source(worker);

        var database = await worker.TestAsync(source with { Database = name });
        var user = await worker.TestAsync(source with { Username = name });

        Assert.Equal((CheckCodes.CannotLogIn, CheckCodes.CannotLogIn), (database.Credentials.Code, user.Credentials.Code));
        Assert.Contains(name, database.Credentials.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_is_rejected_with_the_setting_that_allows_it()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString, ("AllowPrivateNetworks", "false"));

        var report = await worker.TestAsync(shop.Source(worker));

        Assert.Equal(CheckCodes.CannotConnect, report.Credentials.Code);
        Assert.Contains("Waypost:Stats:AllowPrivateNetworks", report.Credentials.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_report_contains_the_password()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var source = shop.Source(worker, $"select '{ShopDatabase.Password[..4]}' from nowhere");

        var report = await worker.TestAsync(source with { Username = "nobody" });

        Assert.DoesNotContain(
            ShopDatabase.Password,
            System.Text.Json.JsonSerializer.Serialize(report, ExperimentsJson.Default.SourceReport),
            StringComparison.Ordinal
        );
        Assert.Equal(CheckCodes.CannotLogIn, report.Credentials.Code);
    }
}
