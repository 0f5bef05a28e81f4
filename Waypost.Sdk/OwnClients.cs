namespace Waypost.Sdk;

/// <summary>Connections for a client made without <c>IHttpClientFactory</c>.</summary>
internal sealed class OwnClients : IDisposable
{
    // Looking the name up anew now and then is what the factory does for those who use it.
    private static readonly TimeSpan NameLifetime = TimeSpan.FromMinutes(2);

    private readonly HttpMessageHandler handler = Handler();

    internal HttpClient Create() => new(handler, disposeHandler: false);

    public void Dispose() => handler.Dispose();

    // Browsers bring their own connections.
    internal static HttpMessageHandler Handler() =>
        SocketsHttpHandler.IsSupported ? new SocketsHttpHandler { PooledConnectionLifetime = NameLifetime } : new HttpClientHandler();
}
