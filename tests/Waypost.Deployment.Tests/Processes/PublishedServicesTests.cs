using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>The processes of docs/deploy-processes.md, as far as possible without systemd.</summary>
public sealed partial class PublishedServicesTests(PublishedServices published, DeployFolder deploy)
    : IClassFixture<PublishedServices>,
        IClassFixture<DeployFolder>,
        IAsyncLifetime
{
    private PostgresServer server = null!;
    private string login = "";

    [Fact]
    public async Task Services_run_unprivileged_from_read_only_folders_survive_a_restore_and_stop_cleanly()
    {
        await using var units = await RunningUnits.StartAsync(published, deploy, login);
        foreach (var process in new[] { 0, 1, 2, 3 })
        {
            await units.WaitUntilHealthyAsync(process);
        }

        // Both replicas have registered at the manager with their addresses.
        var cancellation = TestContext.Current.CancellationToken;
        await Eventually.IsTrueAsync(async () => (await ProvidersAsync(units, cancellation)).Count == 2);
        Assert.Equal(
            new[] { units.Address(1), units.Address(2) }.Order(),
            (await ProvidersAsync(units, cancellation))
                .Select(provider => provider.GetProperty("callbackUrl").GetString()!.TrimEnd('/'))
                .Order()
        );

        // Behind a proxy that terminates TLS, the manager redirects to https.
        using var signIn = await units.SendAsync(0, "/", ("X-Forwarded-Proto", "https"));
        Assert.Equal(Uri.UriSchemeHttps, signIn.Headers.Location!.Scheme);

        // An edit reaches both replicas and their disks.
        (
            await units.Manager.PostAsJsonAsync("/api/v1/projects/default/flags", new { key = "quote-form", enabled = true }, cancellation)
        ).EnsureSuccessStatusCode();
        foreach (var replica in new[] { 1, 2 })
        {
            await Eventually.IsTrueAsync(async () =>
                (await SnapshotAsync(units.Snapshots(replica), cancellation)).Contains("quote-form", StringComparison.Ordinal)
            );
        }

        // A restored backup has an older version. The statements in docs/deployment.md give the environments a new epoch.
        await ExecuteAsync("update environments set version = 0");
        await ExecuteAsync(RestoreStatements().Match(Repository.Text("docs/deployment.md")).Groups[1].Value);
        var epoch = (string)(await ExecuteAsync("select epoch from environments where key = 'production'"))!;
        foreach (var replica in new[] { 1, 2 })
        {
            await Eventually.IsTrueAsync(async () =>
                (await SnapshotAsync(units.Snapshots(replica), cancellation)).Contains(epoch, StringComparison.Ordinal)
            );
        }

        // All four drain for six seconds at the same time.
        var codes = await Task.WhenAll(units.Processes.Select(process => process.StopAsync()));
        Assert.Equal([0, 0, 0, 0], codes);
    }

    [Fact]
    public async Task The_login_is_not_a_superuser_and_owns_its_database()
    {
        const string question = """
            select not (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
              and pg_catalog.pg_get_userbyid(datdba) = current_user
            from pg_roles, pg_database where rolname = current_user and datname = current_database()
            """;

        Assert.Equal(true, await ExecuteAsync(question));
    }

    /// <summary>Executes a statement with Waypost's own login.</summary>
    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(login);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        server = await PostgresServer.StartedAsync();
        await DropAsync();
        var password = deploy.Variables("kubernetes", "postgres", "postgres.env")["DATABASE_PASSWORD"];
        var script = deploy.Text("kubernetes", "postgres", "database.sql");
        foreach (var statement in PsqlScript.Statements(script, new Dictionary<string, string> { ["DATABASE_PASSWORD"] = password }))
        {
            await server.ExecuteAsync(statement);
        }
        login = new NpgsqlConnectionStringBuilder(server.ConnectionString("waypostdb"))
        {
            Username = "waypost",
            Password = password,
            Pooling = false,
        }.ConnectionString;
    }

    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task DropAsync()
    {
        await server.ExecuteAsync("drop database if exists waypostdb with (force)");
        await server.ExecuteAsync("drop role if exists waypost");
    }

    private static async Task<List<JsonElement>> ProvidersAsync(RunningUnits units, CancellationToken cancellationToken) =>
        [
            .. (await units.Manager.GetFromJsonAsync<JsonElement>("/api/v1/providers", cancellationToken))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    private static async Task<string> SnapshotAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Directory.EnumerateFiles(folder, "default+production.flags", SearchOption.AllDirectories).FirstOrDefault();
        return file is null ? "" : await File.ReadAllTextAsync(file, cancellationToken);
    }

    [GeneratedRegex(@"```sql\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex RestoreStatements();
}
