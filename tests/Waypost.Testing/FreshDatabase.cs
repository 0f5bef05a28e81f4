using System.Collections.Concurrent;
using Npgsql;
using Xunit;

namespace Waypost.Testing;

/// <summary>
/// A new database for a test class: <c>class X(FreshDatabase database) : IClassFixture&lt;FreshDatabase&gt;</c>. Derive from it to fill a
/// template once per test process, for example with migrations. Every class then gets a copy, which takes some milliseconds.
/// </summary>
public class FreshDatabase : IAsyncLifetime
{
    private static readonly ConcurrentDictionary<Type, Lazy<Task<string>>> Templates = new();
    private static int count;

    private PostgresServer? server;
    private string? name;

    /// <summary>The connection string of the database, for settings such as <c>ConnectionStrings:waypostdb</c>.</summary>
    public string ConnectionString => Server.ConnectionString(name!);

    public PostgresServer Server => server ?? throw new InvalidOperationException("xunit initialises the fixture first.");

    public async ValueTask InitializeAsync()
    {
        server = await PostgresServer.StartedAsync();
        var template = await Templates.GetOrAdd(GetType(), type => new(() => CreateTemplateAsync(type))).Value;
        name = NextName("test");
        await server.ExecuteAsync($"create database {name} template {template}");
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (server is not null && name is not null)
        {
            await server.ExecuteAsync($"drop database if exists {name} with (force)");
        }
    }

    /// <summary>Fills the template. Called once per fixture type and test process.</summary>
    /// <param name="connectionString">Of the template. Not pooled, because a template with open connections cannot be copied.</param>
    /// <param name="cancellation">Cancels.</param>
    protected virtual Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation) => Task.CompletedTask;

    private async Task<string> CreateTemplateAsync(Type type)
    {
        var template = NextName("template");
        await Server.ExecuteAsync($"create database {template}");
        await PrepareTemplateAsync(
            new NpgsqlConnectionStringBuilder(Server.ConnectionString(template)) { Pooling = false }.ConnectionString,
            TestContext.Current.CancellationToken
        );
        return template;
    }

    // The process id makes names unique among test processes that share a server.
    private static string NextName(string kind) => $"{kind}_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";
}
