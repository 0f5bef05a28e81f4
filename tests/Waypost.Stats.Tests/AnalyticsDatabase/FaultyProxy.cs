using System.Net;
using System.Net.Sockets;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>A proxy between worker and PostgreSQL that can be switched to misbehave.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly int server;
    private readonly Task accepting;
    private volatile Mode mode;

    public enum Mode
    {
        /// <summary>Forwards everything.</summary>
        Normal,

        /// <summary>Forwards nothing and closes nothing.</summary>
        Silent,

        /// <summary>Forwards responses one byte at a time.</summary>
        Trickling,
    }

    public FaultyProxy(int server, Mode mode = Mode.Normal)
    {
        this.server = server;
        this.mode = mode;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void SwitchTo(Mode next) => mode = next;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var downstream = client;
        using var upstream = new TcpClient { NoDelay = true };
        await upstream.ConnectAsync(IPAddress.Loopback, server, stopping.Token);
        await Task.WhenAny(
            ForwardAsync(downstream.GetStream(), upstream.GetStream(), isResponse: false),
            ForwardAsync(upstream.GetStream(), downstream.GetStream(), isResponse: true)
        );
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to, bool isResponse)
    {
        var bytes = new byte[8192];
        while (await from.ReadAsync(bytes, stopping.Token) is var count and > 0)
        {
            if (mode == Mode.Silent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
            }
            if (mode != Mode.Trickling || !isResponse)
            {
                await to.WriteAsync(bytes.AsMemory(0, count), stopping.Token);
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                await to.WriteAsync(bytes.AsMemory(i, 1), stopping.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stopping.Token);
            }
        }
    }
}
