namespace Waypost.ServiceDefaults.Tests;

public sealed class StatementNameTests
{
    [Theory]
    [InlineData("SELECT e.\"key\", e.version FROM environments AS e", "SELECT environments")]
    [InlineData("select * from \"__EFMigrationsHistory\"", "SELECT __EFMigrationsHistory")]
    [InlineData("insert into provider_instances (a) values (1)", "INSERT provider_instances")]
    [InlineData("UPDATE flag_settings SET x = 1 WHERE id = 2;\nINSERT INTO events (a) VALUES (1)", "UPDATE flag_settings")]
    [InlineData("DELETE FROM patches AS p", "DELETE patches")]
    [InlineData("with written as (update jobs set progress = $3) select pg_notify('waypost_jobs', '')", "UPDATE jobs")]
    [InlineData("select pg_notify('x', '')", "SELECT")]
    [InlineData("listen waypost_jobs", "LISTEN")]
    [InlineData("", "")]
    public void The_name_contains_the_operation_and_its_table(string sql, string name) => Assert.Equal(name, StatementName.Of(sql));
}
