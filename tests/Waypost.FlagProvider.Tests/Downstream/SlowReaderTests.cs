using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
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
    public async Task A_reader_that_takes_nothing_for_thirty_seconds_is_cut_off_and_others_are_not()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(Big(1)), time);
        using var stopped = await StoppedReaderAsync(provider);
        using var reading = await provider.StreamAsync();
        await reading.NextEventAsync();
        var open = provider.Service<StreamCount>();
        await Eventually.IsTrueAsync(() => open.Current == 2 && IsBehind(provider) == 1);

        time.Advance(TimeSpan.FromSeconds(31));

        await Eventually.IsTrueAsync(() => open.Current == 1);
        await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));
        Assert.Equal("e1.2", (await reading.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task A_reader_that_resumes_gets_what_it_missed_as_one_event()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(Big(1)), time);
        using var slow = await StoppedReaderAsync(provider);
        await Eventually.IsTrueAsync(() => IsBehind(provider) == 1);

        for (var version = 2; version <= 50; version++)
        {
            provider.Store.Apply(Sample.Production, Sample.Patch(version - 1, version));
            time.Advance(TimeSpan.FromMilliseconds(200));
        }

        var ids = await IdsAsync(slow, last: "e1.50");
        Assert.Equal(["e1.1", "e1.50"], ids);
    }

    private static Waypost.Flags.Snapshot Big(long version) => Sample.Snapshot(version, flags: [Sample.Flag(padding: Padding)]);

    private static int IsBehind(TestProvider provider) => provider.Service<Waypost.FlagProvider.Downstream.StreamHub>().CountBehind();

    /// <summary>Sends the request and reads nothing, with as small a buffer as the system allows.</summary>
    private static async Task<Socket> StoppedReaderAsync(TestProvider provider)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(provider.Address.Host, provider.Address.Port, Cancellation);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET /stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Sample.ServerKey}\r\n\r\n"),
            Cancellation
        );
        return socket;
    }

    private static async Task<List<string>> IdsAsync(Socket socket, string last)
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
