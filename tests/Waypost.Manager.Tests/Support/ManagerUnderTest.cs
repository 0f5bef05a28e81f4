using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Data;

namespace Waypost.Manager.Tests.Support;

/// <summary>
/// A running manager with its own database, and an HTTP client for every role:
/// <c>class X(ManagerUnderTest manager) : IClassFixture&lt;ManagerUnderTest&gt;</c>.
/// </summary>
public sealed class ManagerUnderTest : IAsyncLifetime
{
    private readonly ManagerDatabase database = new();
    private readonly List<HttpClient> clients = [];
    private RunningManager? running;

    public RunningManager Running => running ?? throw new InvalidOperationException("xunit initialises the fixture first.");

    public string ConnectionString => database.ConnectionString;

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    public HttpClient Viewer { get; private set; } = null!;

    public HttpClient Editor { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        running = RunningManager.Start(ConnectionString);
        Anonymous = Keep(Running.Client());
        Admin = Keep(Running.Client(RunningManager.AdminToken));
        Viewer = await ClientAsync("viewer");
        Editor = await ClientAsync("editor");
    }

    /// <summary>A client with a new token of this role.</summary>
    public async Task<HttpClient> ClientAsync(string role)
    {
        var created = await Admin.CallAsync("POST /tokens", $$"""{"name":"{{role}} of the tests","role":"{{role}}"}""");
        return Keep(Running.Client(created.Expect(201).Body.GetProperty("token").GetString()));
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        if (running is not null)
        {
            await running.DisposeAsync();
        }

        await database.DisposeAsync();
    }

    internal ManagerDb OpenDatabase() => ManagerDatabase.Open(ConnectionString);

    internal T Get<T>()
        where T : notnull => Running.Services.GetRequiredService<T>();

    /// <summary>Creates a project, so that tests of one class do not affect each other.</summary>
    public async Task<string> NewProjectAsync()
    {
        var key = $"p{Guid.NewGuid():N}";
        (await Admin.CallAsync("POST /projects", $$"""{"key":"{{key}}"}""")).Expect(201);
        return key;
    }

    private HttpClient Keep(HttpClient client)
    {
        clients.Add(client);
        return client;
    }
}
