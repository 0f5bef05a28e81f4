using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Waypost.Benchmarks.FanOut;

/// <summary>Many streaming clients on raw sockets, which only look for the id of the event they wait for.</summary>
internal sealed class StreamClients(int port, string key) : IAsyncDisposable
{
    private const int ConnectAtOnce = 64;
    private const int LongestId = 24;
    private readonly List<Socket> sockets = [];
    private readonly List<Task> reading = [];
    private int versionAwaited = -1;
    private int remaining;
    private TaskCompletionSource<long> allReceived = new();

    public int Missing => Volatile.Read(ref remaining);

    /// <summary>Opens the connections; completes when each has received its first event.</summary>
    public async Task<TimeSpan> ConnectAsync(int count, int version)
    {
        var arrival = Expect(version, count);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce },
            async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                await socket.SendAsync(
                    Encoding.ASCII.GetBytes(
                        $"GET /stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nAccept: text/event-stream\r\n\r\n"
                    ),
                    cancellation
                );
                lock (sockets)
                {
                    sockets.Add(socket);
                    reading.Add(ReadAsync(socket));
                }
            }
        );
        return Stopwatch.GetElapsedTime(started, await arrival);
    }

    /// <summary>Completes when every connection has received the version, with the timestamp of the last.</summary>
    public Task<long> Expect(int version, int? count = null)
    {
        allReceived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref remaining, count ?? sockets.Count);
        Volatile.Write(ref versionAwaited, version);
        return allReceived.Task;
    }

    public async ValueTask DisposeAsync()
    {
        sockets.ForEach(socket => socket.Dispose());
        await Task.WhenAll(reading);
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        var carried = 0;
        var counted = -1;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(carried)) is var read and > 0)
            {
                var text = buffer.AsSpan(0, carried + read);
                if (LatestId(text) is { } id && id == Volatile.Read(ref versionAwaited) && id != counted)
                {
                    counted = id;
                    if (Interlocked.Decrement(ref remaining) == 0)
                    {
                        allReceived.TrySetResult(Stopwatch.GetTimestamp());
                    }
                }

                carried = Math.Min(text.Length, LongestId); // an id may be split between two reads
                text[^carried..].CopyTo(buffer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed at the end of the run; a connection lost earlier is missing from the count.
        }
    }

    private static int? LatestId(ReadOnlySpan<byte> text)
    {
        var at = text.LastIndexOf("\nid: e."u8);
        var rest = at < 0 ? default : text[(at + 7)..];
        return rest.IndexOf((byte)'\n') >= 0 && Utf8Parser.TryParse(rest, out int id, out _) ? id : null;
    }
}
