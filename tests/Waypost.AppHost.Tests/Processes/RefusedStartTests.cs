using System.Net;
using System.Net.Sockets;
using Npgsql;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Processes;

/// <summary>A start that cannot succeed ends with a sentence for each error, exit code 1, and no processes left.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string Data => temporary.File("data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_port_in_use_is_named_with_the_option_to_change()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        var output = await RefusedAsync([.. AppHostProcess.OnFreePorts(), "--ManagerPort", $"{taken}"]);

        Assert.StartsWith($"Port {taken}, planned for manager, is in use", output, StringComparison.Ordinal);
        Assert.EndsWith("choose another with --ManagerPort.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
    }

    [Fact]
    public async Task Unknown_options_are_named() =>
        Assert.StartsWith("There is no option --Provders.", await RefusedAsync(["--Provders", "3"]), StringComparison.Ordinal);

    [Fact]
    public async Task Invalid_values_are_listed()
    {
        var output = await RefusedAsync(["--Providers", "0", "--Postgres", "docker"]);

        Assert.Equal(
            [
                "Providers must be a whole number from 1 to 64, not '0': set it with --Providers.",
                "Postgres must be one of auto, container, local, not 'docker': set it with --Postgres.",
            ],
            output.Split('\n')
        );
    }

    [Fact]
    public async Task An_unavailable_database_is_named_with_its_setting()
    {
        var port = FreePort.Next();

        var output = await RefusedAsync([
            .. AppHostProcess.OnFreePorts(),
            $"--ConnectionStrings:waypostdb=Host=127.0.0.1;Port={port};Username=u;Password=secret;Database=d",
        ]);

        Assert.StartsWith(
            $"PostgreSQL at 127.0.0.1:{port} (ConnectionStrings:waypostdb) cannot be used:",
            output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_connection_string_is_named_with_its_setting() =>
        Assert.StartsWith(
            "ConnectionStrings:waypostdb is not a connection string:",
            await RefusedAsync([.. AppHostProcess.OnFreePorts(), "--ConnectionStrings:waypostdb=Hots=127.0.0.1"]),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_data_directory_that_cannot_be_created_is_named()
    {
        File.WriteAllText(Data, "");

        Assert.StartsWith(
            $"The data directory {Data} cannot be used:",
            await RefusedAsync(AppHostProcess.OnFreePorts()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Database_files_of_another_major_version_are_not_changed()
    {
        Directory.CreateDirectory(Path.Combine(Data, "postgres"));
        File.WriteAllText(Path.Combine(Data, "postgres", "PG_VERSION"), "99\n");
        File.WriteAllText(Path.Combine(Data, "secrets.json"), """{"postgresPassword":"p"}""");

        var output = await RefusedAsync(AppHostProcess.OnFreePorts());

        Assert.Contains(
            $"The database files in {Path.Combine(Data, "postgres")} were written by PostgreSQL 99",
            output,
            StringComparison.Ordinal
        );
        Assert.Equal(["PG_VERSION"], Directory.GetFileSystemEntries(Path.Combine(Data, "postgres")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_service_that_cannot_start_gives_its_reason_and_stops_the_run()
    {
        await using var database = new FreshDatabase();
        await database.InitializeAsync();
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        await using (
            var future = source.CreateCommand(
                """
                create table "__EFMigrationsHistory" (migration_id text primary key, product_version text not null);
                insert into "__EFMigrationsHistory" values ('99990101000000_Future', '99')
                """
            )
        )
        {
            await future.ExecuteNonQueryAsync(AppHostProcess.Cancellation);
        }

        await using var program = AppHostProcess.Start(
            Data,
            [.. AppHostProcess.OnFreePorts(), "--Demo", "false", $"--ConnectionStrings:waypostdb={database.ConnectionString}"]
        );

        Assert.Equal(1, await program.WaitForExitAsync());
        Assert.Contains(
            "manager ended 4 times before it was healthy (exit code 1). Its last lines:",
            program.Output,
            StringComparison.Ordinal
        );
        Assert.True(
            program.Output.Contains(
                "The database belongs to a newer version of Waypost (migration 99990101000000_Future).",
                StringComparison.Ordinal
            ),
            program.Output
        );
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal); // no stack trace
    }

    private async Task<string> RefusedAsync(IReadOnlyList<string> arguments)
    {
        await using var program = AppHostProcess.Start(Data, arguments);
        Assert.Equal(1, await program.WaitForExitAsync());
        // Aspire prints its version and that it is starting before the first hosted service runs.
        return string.Join(
            '\n',
            program
                .Output.Split('\n')
                .Where(line => !line.StartsWith("info:", StringComparison.Ordinal) && !line.StartsWith("      ", StringComparison.Ordinal))
        );
    }
}
