using Npgsql;
using Waypost.Testing;

namespace Waypost.LocalPostgres.Tests;

public sealed class FreshDatabaseTests(FreshDatabaseTests.Prepared database) : IClassFixture<FreshDatabaseTests.Prepared>
{
    public sealed class Prepared : FreshDatabase
    {
        internal static int Times;

        protected override async Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation)
        {
            Interlocked.Increment(ref Times);
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand("create table from_template (id int)");
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    [Fact]
    public async Task Each_database_is_a_copy_of_a_template_that_is_prepared_once()
    {
        await using var second = new Prepared();
        await second.InitializeAsync();

        Assert.Equal(0, await CountAsync(database.ConnectionString));
        Assert.Equal(0, await CountAsync(second.ConnectionString));
        Assert.NotEqual(database.ConnectionString, second.ConnectionString);
        Assert.Equal(1, Prepared.Times);
    }

    private static async Task<long> CountAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("select count(*) from from_template");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
