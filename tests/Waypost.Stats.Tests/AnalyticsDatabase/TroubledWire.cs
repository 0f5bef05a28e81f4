using System.Net;
using System.Net.Sockets;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>Stands between worker and PostgreSQL, and misbehaves when told to.</summary>
internal sealed class TroubledWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly int server;
    private readonly Task accepting;
    private volatile Mode mode;

    public enum Mode
    {
        /// <summary>Passes everything on.</summary>
        Fine,

        /// <summary>Passes nothing on, and closes nothing.</summary>
        Silent,

        /// <summary>Passes answers on a byte at a time, never quite silent.</summary>
        Dripping,
    }

    public TroubledWire(int server, Mode mode = Mode.Fine)
    {
        this.server = server;
        this.mode = mode;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Becomes(Mode next) => mode = next;

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!over.IsCancellationRequested)
        {
            try
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(over.Token)));
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
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        await far.ConnectAsync(IPAddress.Loopback, server, over.Token);
        await Task.WhenAny(
            PassAsync(near.GetStream(), far.GetStream(), answers: false),
            PassAsync(far.GetStream(), near.GetStream(), answers: true)
        );
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool answers)
    {
        var bytes = new byte[8192];
        while (await from.ReadAsync(bytes, over.Token) is var count and > 0)
        {
            if (mode == Mode.Silent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, over.Token);
            }
            if (mode != Mode.Dripping || !answers)
            {
                await to.WriteAsync(bytes.AsMemory(0, count), over.Token);
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                await to.WriteAsync(bytes.AsMemory(i, 1), over.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, over.Token);
            }
        }
    }
}
