using Waypost.FlagProvider.Downstream;

namespace Waypost.FlagProvider.Tests.Downstream;

public class AsyncAutoResetEventTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_before_the_wait_is_kept_and_several_count_as_one()
    {
        var signal = new AsyncAutoResetEvent();
        signal.Set();
        signal.Set();

        await signal.WaitAsync();

        Assert.False(signal.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public void A_wait_allocates_nothing()
    {
        var signal = new AsyncAutoResetEvent();
        WaitOnce(signal); // the first call may allocate in the runtime
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            WaitOnce(signal);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void WaitOnce(AsyncAutoResetEvent signal)
        {
            var wait = signal.WaitAsync();
            signal.Set();
            wait.GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task Each_of_a_hundred_thousand_signals_between_two_threads_arrives()
    {
        const int Rounds = 100_000;
        var (ping, pong) = (new AsyncAutoResetEvent(), new AsyncAutoResetEvent());
        var other = Task.Run(() => ExchangeAsync(ping, pong), Cancellation);
        ping.Set();

        // A lost signal leaves both sides waiting.
        await ExchangeAsync(pong, ping).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        await other.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        static async Task ExchangeAsync(AsyncAutoResetEvent receive, AsyncAutoResetEvent send)
        {
            for (var i = 0; i < Rounds; i++)
            {
                await receive.WaitAsync();
                send.Set();
            }
        }
    }

    [Fact]
    public async Task No_signal_is_lost_between_threads()
    {
        const int Changes = 200_000;
        const int Senders = 4;
        var signal = new AsyncAutoResetEvent();
        var changes = 0;
        var waits = 0;
        var waiter = WaitForAllChangesAsync();
        Assert.Equal(1, waits); // it waits before the first change, so it runs concurrently with the senders

        var senders = Enumerable
            .Range(0, Senders)
            .Select(_ => Task.Factory.StartNew(Send, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();

        await Task.WhenAll(senders);
        await waiter.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.True(waits > 1, "The waiter was released only once: nothing ran concurrently.");

        async Task WaitForAllChangesAsync()
        {
            while (Volatile.Read(ref changes) < Changes)
            {
                waits++;
                await signal.WaitAsync();
            }
        }

        void Send()
        {
            for (var i = 0; i < Changes / Senders; i++)
            {
                Interlocked.Increment(ref changes);
                signal.Set();
            }
        }
    }
}
