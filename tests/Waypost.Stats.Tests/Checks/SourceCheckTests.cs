using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

public sealed class SourceCheckTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task A_read_only_login_and_a_query_with_all_columns_pass()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.TestAsync(
            shop.Source(worker, "select experiment_id, user_id, timestamp, treatment, variant from exposures; -- all rows")
        );

        Assert.True(report.Credentials.Ok, report.Credentials.Message);
        Assert.True(report.Exposures.Ok, report.Exposures.Message);
        Assert.Equal(
            ["experiment_id", "user_id", "timestamp", "treatment"],
            report.Exposures.Columns.Where(column => column.Needed).Select(column => column.Name)
        );
        Assert.Equal(
            ["bigint", "text", "timestamp with time zone", "boolean", "text"],
            report.Exposures.Columns.Select(column => column.Type)
        );
        Assert.Contains(report.Exposures.Warnings, warning => warning.Code == "no-rows");
        Assert.DoesNotContain("rows", report.Exposures.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_not_read_only_is_rejected_with_statements_to_create_one()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var admin = new Npgsql.NpgsqlConnectionStringBuilder(shop.ConnectionString);

        var report = await worker.TestAsync(ShopDatabase.SourceOf(worker, shop.ConnectionString, admin.Username!, admin.Password!));

        Assert.Equal(CheckCodes.TooManyRights, report.Credentials.Code);
        Assert.Equal(
            "The login is not read-only: it is a superuser. Waypost only accepts a login that cannot change anything.",
            report.Credentials.Message
        );
        Assert.StartsWith("create role waypost_reader", report.Credentials.Sql, StringComparison.Ordinal);
        Assert.False(report.Exposures.Ran);
    }

    [Fact]
    public async Task A_wrong_password_is_distinguished_from_a_missing_server()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var source = shop.Source(worker);

        var wrong = await worker.TestAsync(source with { ProtectedPassword = worker.Protect("wrong") });
        var absent = await worker.TestAsync(source with { Database = "absent" });
        var unreachable = await worker.TestAsync(source with { Port = Waypost.Testing.FreePort.Next() });

        Assert.Equal(
            [CheckCodes.CannotLogIn, CheckCodes.CannotLogIn, CheckCodes.CannotConnect],
            [wrong.Credentials.Code, absent.Credentials.Code, unreachable.Credentials.Code]
        );
    }
}
