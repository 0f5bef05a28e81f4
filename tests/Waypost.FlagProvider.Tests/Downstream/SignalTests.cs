using Waypost.FlagProvider.Downstream;

namespace Waypost.FlagProvider.Tests.Downstream;

public class SignalTests
{
    [Fact]
    public async Task A_wake_before_the_wait_is_remembered_and_several_count_as_one()
    {
        var signal = new Signal();
        signal.Wake();
        signal.Wake();

        await signal.WaitAsync();

        Assert.False(signal.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task No_wake_is_lost_between_threads()
    {
        const int Changes = 200_000;
        const int Wakers = 4;
        var signal = new Signal();
        var changes = 0;
        var wakers = Enumerable
            .Range(0, Wakers)
            .Select(_ =>
                Task.Run(
                    () =>
                    {
                        for (var i = 0; i < Changes / Wakers; i++)
                        {
                            Interlocked.Increment(ref changes);
                            signal.Wake();
                        }
                    },
                    TestContext.Current.CancellationToken
                )
            )
            .ToArray();

        var waiter = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref changes) < Changes)
                {
                    await signal.WaitAsync();
                }
            },
            TestContext.Current.CancellationToken
        );

        await Task.WhenAll(wakers);
        await waiter.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
