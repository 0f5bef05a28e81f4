using System.Collections.Concurrent;
using Npgsql;
using Xunit;

namespace Waypost.Testing;

/// <summary>
/// A database of its own for one test class: <c>class X(FreshDatabase database) : IClassFixture&lt;FreshDatabase&gt;</c>.
/// Derive from it to fill a template once per test process (run the migrations there); every class then gets a copy,
/// which takes some milliseconds.
/// </summary>
public class FreshDatabase : IAsyncLifetime
{
    private static readonly ConcurrentDictionary<Type, Lazy<Task<string>>> Templates = new();
    private static int made;

    private PostgresServer? server;
    private string? name;

    /// <summary>Of the fresh database, for <c>ConnectionStrings:waypostdb</c> and the like.</summary>
    public string ConnectionString => Server.ConnectionString(name!);

    public PostgresServer Server => server ?? throw new InvalidOperationException("xunit initialises the fixture first.");

    public async ValueTask InitializeAsync()
    {
        server = await PostgresServer.StartedAsync();
        var template = await Templates.GetOrAdd(GetType(), type => new(() => MakeTemplateAsync(type))).Value;
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
    /// <param name="connectionString">Of the template; not pooled, because a template nobody is connected to can be copied.</param>
    /// <param name="cancellation">Cancels.</param>
    protected virtual Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation) => Task.CompletedTask;

    private async Task<string> MakeTemplateAsync(Type type)
    {
        var template = NextName("template");
        await Server.ExecuteAsync($"create database {template}");
        await PrepareTemplateAsync(
            new NpgsqlConnectionStringBuilder(Server.ConnectionString(template)) { Pooling = false }.ConnectionString,
            TestContext.Current.CancellationToken
        );
        return template;
    }

    // The process id keeps test processes apart that share one server.
    private static string NextName(string kind) => $"{kind}_{Environment.ProcessId}_{Interlocked.Increment(ref made)}";
}
