using Waypost.Stats.Tests.Checks;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

[Trait("Fault", "17")]
public sealed class LoginPrivilegesTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Theory]
    [InlineData("createrole", "", "CREATEROLE")]
    [InlineData("createdb", "", "CREATEDB")]
    [InlineData("bypassrls", "", "BYPASSRLS")]
    [InlineData("replication", "", "REPLICATION")]
    [InlineData("superuser", "", "superuser")]
    [InlineData("", "grant pg_write_all_data to {0}", "pg_write_all_data")]
    [InlineData("", "grant pg_execute_server_program to {0}", "pg_execute_server_program")]
    [InlineData("", "grant pg_read_server_files to {0}", "pg_read_server_files")]
    [InlineData("", "grant pg_signal_backend to {0}", "pg_signal_backend")]
    [InlineData("noinherit", "grant pg_write_server_files to {0}", "pg_write_server_files")]
    [InlineData("", "grant insert on events to {0}", "write to public.events")]
    [InlineData("", "grant update (value) on events to {0}", "write to public.events")]
    [InlineData("", "grant delete on exposures to {0}", "write to public.exposures")]
    [InlineData("", "grant truncate on exposures to {0}", "write to public.exposures")]
    [InlineData("", "grant create on schema public to {0}", "create in the schema public")]
    [InlineData("", "create table own (a int); alter table own owner to {0}", "write to public.own")]
    [InlineData("", "do $$ begin execute format('grant create on database %I to {0}', current_database()); end $$", "create schemas")]
    public async Task A_login_that_is_not_read_only_is_rejected_with_the_excess_privilege(string attributes, string grant, string named)
    {
        var login = $"login_{Environment.ProcessId}_{Guid.NewGuid():N}"[..40];
        await shop.ExecuteAsync(
            $"create role {login} login password '{ShopDatabase.Password}' {attributes}; "
                + $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, grant, login)}"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        try
        {
            var report = await worker.TestAsync(ShopDatabase.SourceOf(worker, shop.ConnectionString, login, ShopDatabase.Password));

            Assert.Equal(CheckCodes.TooManyRights, report.Credentials.Code);
            Assert.Contains(named, report.Credentials.Message, StringComparison.Ordinal);
        }
        finally
        {
            await shop.ExecuteAsync($"drop owned by {login}; drop role {login}");
        }
    }
}
