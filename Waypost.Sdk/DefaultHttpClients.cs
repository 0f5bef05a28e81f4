namespace Waypost.Sdk;

/// <summary>HTTP connections for a client that was created without <c>IHttpClientFactory</c>.</summary>
internal sealed class DefaultHttpClients : IDisposable
{
    // Connections are renewed to pick up DNS changes, as IHttpClientFactory does.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly HttpMessageHandler handler = CreateHandler();

    internal HttpClient Create() => new(handler, disposeHandler: false);

    public void Dispose() => handler.Dispose();

    // In a browser (WebAssembly) there are no sockets; HttpClientHandler uses fetch there.
    internal static HttpMessageHandler CreateHandler() =>
        SocketsHttpHandler.IsSupported ? new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime } : new HttpClientHandler();
}
