using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Downstream;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Downstream;

[Trait("Fault", "11")]
public sealed class EnvironmentStreamsTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EnvironmentStreams streams;
    private readonly StreamConnection stream;
    private ValueTaskAwaiter waiter;
    private int wakeUps;

    public EnvironmentStreamsTests()
    {
        var instruments = new Instruments(services.GetRequiredService<IMeterFactory>(), new FlagStore(time), time);
        var oldReaders = new OldReaders(NullLogger<OldReaders>.Instance);
        var environment = new FlagEnvironment(TestData.Production);
        stream = new(new DefaultHttpContext(), environment, default, address: null, oldReaders, time, instruments);
        waiter = StartWait();
        streams = new EnvironmentStreams(time, TimeSpan.FromMilliseconds(100));
        streams.Add(stream);
    }

    [Fact]
    public void The_first_change_wakes_streams_at_once()
    {
        RequestWake();

        Assert.Equal(1, wakeUps);
    }

    [Fact]
    public void Changes_within_the_interval_cause_one_wake_up_at_its_end()
    {
        RequestWake();
        Advance(TimeSpan.FromMilliseconds(10));
        RequestWake();
        RequestWake();

        Assert.Equal(1, wakeUps);
        Advance(TimeSpan.FromMilliseconds(90));
        Assert.Equal(2, wakeUps);
        Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, wakeUps);
    }

    [Fact]
    public void A_thousand_changes_in_ten_seconds_cause_about_a_hundred_wake_ups()
    {
        for (var i = 0; i < 1_000; i++)
        {
            RequestWake();
            Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(wakeUps, 90, 101);
    }

    [Fact]
    public void After_a_pause_a_change_wakes_streams_at_once_again()
    {
        RequestWake();
        Advance(TimeSpan.FromSeconds(1));

        RequestWake();

        Assert.Equal(2, wakeUps);
    }

    [Fact]
    public void A_removed_stream_is_not_woken()
    {
        Assert.Equal(0, streams.Remove(stream));

        RequestWake();

        Assert.Equal(0, wakeUps);
    }

    public void Dispose() => services.Dispose();

    private void RequestWake()
    {
        streams.RequestWake();
        CountWakeUp();
    }

    private void Advance(TimeSpan duration)
    {
        time.Advance(duration);
        CountWakeUp();
    }

    private void CountWakeUp()
    {
        if (waiter.IsCompleted)
        {
            waiter.GetResult();
            wakeUps++;
            waiter = StartWait();
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Each wait is consumed once, after it has completed.")]
    private ValueTaskAwaiter StartWait() => stream.WaitForWakeAsync().GetAwaiter();
}
