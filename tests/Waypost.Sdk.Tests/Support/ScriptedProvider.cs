using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>
/// A provider on a free port whose responses, valid or not, are scripted by the test.
/// </summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly Channel<ScriptedConnection> connections = Channel.CreateUnbounded<ScriptedConnection>();
    private readonly CancellationTokenSource closing = new();
    private readonly WebApplication app;

    private ScriptedProvider(WebApplication app)
    {
        this.app = app;
        app.MapGet("{**path}", ServeAsync);
    }

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public bool HasPendingConnection => connections.Reader.TryPeek(out _);

    public static async Task<ScriptedProvider> StartAsync(string? url = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(url ?? "http://127.0.0.1:0");
        var provider = new ScriptedProvider(builder.Build());
        await provider.app.StartAsync();
        return provider;
    }

    /// <summary>The next request for the stream; the test must answer it.</summary>
    public async Task<ScriptedConnection> AcceptAsync() => await connections.Reader.ReadAsync(TestTimeout.Token());

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        closing.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        var connection = new ScriptedConnection(http);
        connections.Writer.TryWrite(connection);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing.Token);
        await connection.Ended.WaitAsync(linked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.MarkDisconnected();
    }
}
