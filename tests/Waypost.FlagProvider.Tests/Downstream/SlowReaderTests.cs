using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Downstream;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Downstream;

[Trait("Fault", "08")]
public class SlowReaderTests
{
    private static readonly string Padding = new('x', 4 * 1024 * 1024);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_that_takes_nothing_for_thirty_seconds_is_disconnected_and_others_are_not()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(BigSnapshot(1)), time);
        using var stopped = await OpenWithoutReadingAsync(provider);
        using var reading = await provider.StreamAsync();
        await reading.NextEventAsync();
        var open = provider.Service<StreamCount>();
        await Eventually.IsTrueAsync(() => open.Current == 2 && CountBehind(provider) == 1);

        time.Advance(TimeSpan.FromSeconds(31));

        await Eventually.IsTrueAsync(() => open.Current == 1);
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));
        Assert.Equal("e1.2", (await reading.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task A_slow_reader_gets_the_changes_it_missed_as_one_event()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(BigSnapshot(1)), time);
        using var slow = await OpenWithoutReadingAsync(provider);
        await Eventually.IsTrueAsync(() => CountBehind(provider) == 1);

        for (var version = 2; version <= 50; version++)
        {
            provider.Store.Apply(TestData.Production, TestData.Patch(version - 1, version));
            time.Advance(TimeSpan.FromMilliseconds(200));
        }

        var ids = await ReadIdsAsync(slow, last: "e1.50");
        Assert.Equal(["e1.1", "e1.50"], ids);
    }

    private static Waypost.Flags.Snapshot BigSnapshot(long version) => TestData.Snapshot(version, flags: [TestData.Flag(padding: Padding)]);

    private static int CountBehind(TestProvider provider) => provider.Service<StreamHub>().CountBehind();

    /// <summary>Opens a stream and reads nothing, with the smallest receive buffer the system allows.</summary>
    private static async Task<Socket> OpenWithoutReadingAsync(TestProvider provider)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(provider.Address.Host, provider.Address.Port, Cancellation);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET /stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TestData.ServerKey}\r\n\r\n"),
            Cancellation
        );
        return socket;
    }

    private static async Task<List<string>> ReadIdsAsync(Socket socket, string last)
    {
        using var lines = new StreamReader(new NetworkStream(socket));
        var ids = new List<string>();
        while (!ids.Contains(last) && await lines.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                ids.Add(line["id: ".Length..]);
            }
        }

        return ids;
    }
}
