using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Downstream;

/// <summary>All open streams: admits them up to the limits, wakes them when their environment changes, closes them. Thread-safe.</summary>
internal sealed class StreamHub
{
    // With a heartbeat every 10 s and a check every 4 s, a silent peer is detected within the documented 30 s.
    private static readonly TimeSpan AcknowledgementTimeout = TimeSpan.FromSeconds(14);

    private readonly Lock gate = new(); // guards the counts and isClosed
    private readonly Dictionary<SdkKeyHash, int> countsByKey = [];
    private readonly Dictionary<IPAddress, int> countsByAddress = [];
    private readonly ConcurrentDictionary<FlagEnvironment, EnvironmentStreams> environments = new();
    private readonly StreamOptions options;
    private readonly SdkKeyStore keys;
    private readonly TimeProvider time;
    private readonly StreamCount count;
    private bool isClosed;

    public StreamHub(
        IOptions<StreamOptions> options,
        FlagStore store,
        SdkKeyStore keys,
        StreamCount count,
        TimeProvider time,
        Instruments instruments
    )
    {
        this.options = options.Value;
        this.keys = keys;
        this.count = count;
        this.time = time;
        store.Changed += OnEnvironmentChanged;
        keys.Changed += _ => ForEach(Check);
        instruments.ObserveStreams(() => count.Current, CountBehind);
    }

    /// <summary>Adds the stream unless a limit is reached. No open stream is closed to make room for a new one.</summary>
    /// <returns>The limit that is reached; null if the stream was added.</returns>
    public StreamLimit? Admit(StreamConnection stream)
    {
        lock (gate)
        {
            var ofKey = countsByKey.GetValueOrDefault(stream.Key);
            var ofAddress = stream.Address is { } address ? countsByAddress.GetValueOrDefault(address) : 0;
            StreamLimit? reached =
                isClosed || count.Current >= options.Limit ? StreamLimit.All
                : ofKey >= options.LimitPerKey ? StreamLimit.Key
                : ofAddress >= options.LimitPerAddress ? StreamLimit.Address
                : null;
            if (reached is not null)
            {
                return reached;
            }

            count.Add(1);
            countsByKey[stream.Key] = ofKey + 1;
            if (stream.Address is not null)
            {
                countsByAddress[stream.Address] = ofAddress + 1;
            }
        }

        environments.GetOrAdd(stream.Environment, _ => new EnvironmentStreams(time, options.Interval)).Add(stream);

        // The key may have been revoked, or the environment deleted, before the stream was in the set.
        Check(stream);
        return null;
    }

    public void Remove(StreamConnection stream)
    {
        if (environments.TryGetValue(stream.Environment, out var streams) && streams.Remove(stream) == 0 && stream.Environment.IsDropped)
        {
            environments.TryRemove(stream.Environment, out _);
        }

        lock (gate)
        {
            count.Add(-1);
            Decrement(countsByKey, stream.Key);
            if (stream.Address is not null)
            {
                Decrement(countsByAddress, stream.Address);
            }
        }
    }

    /// <summary>Checks every stream: heartbeat, write timeout, revoked or expired key.</summary>
    public void CheckAll() => ForEach(Check);

    /// <summary>Closes streams whose peer is silent. One system call per stream, so not to be done every second.</summary>
    public void CheckPeers()
    {
        var timeout = options.Heartbeat + AcknowledgementTimeout;
        ForEach(stream => stream.CheckPeer(timeout));
    }

    /// <summary>Refuses new streams from now on; <see cref="CloseSome"/> ends the open ones.</summary>
    public void StopAdmitting()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    /// <summary>Closes each open stream with a probability of 1 in <paramref name="oneIn"/>.</summary>
    public void CloseSome(int oneIn) =>
        ForEach(stream =>
        {
            if (Random.Shared.Next(oneIn) == 0)
            {
                stream.Close(StreamEndReason.Stopping);
            }
        });

    /// <summary>The number of streams whose reader has not yet taken all that was written.</summary>
    public int CountBehind()
    {
        var behind = 0;
        ForEach(stream => behind += stream.IsBehind ? 1 : 0);
        return behind;
    }

    private void OnEnvironmentChanged(FlagEnvironment environment)
    {
        if (!environments.TryGetValue(environment, out var streams))
        {
            return;
        }

        if (environment.IsDropped)
        {
            streams.ForEach(static stream => stream.Close(StreamEndReason.EnvironmentDeleted));
        }
        else
        {
            streams.RequestWake();
        }
    }

    private void Check(StreamConnection stream)
    {
        if (keys.Current?.Find(stream.Key, time.GetUtcNow()) is null)
        {
            stream.Close(StreamEndReason.KeyRevoked);
        }
        else if (stream.Environment.IsDropped)
        {
            stream.Close(StreamEndReason.EnvironmentDeleted);
        }

        stream.CheckDeadlines(options.Heartbeat, options.WriteTimeout);
    }

    private void ForEach(Action<StreamConnection> action)
    {
        foreach (var (_, streams) in environments)
        {
            streams.ForEach(action);
        }
    }

    private static void Decrement<T>(Dictionary<T, int> counts, T key)
        where T : notnull
    {
        if (--counts[key] == 0)
        {
            counts.Remove(key);
        }
    }
}

/// <summary>The limits on open streams.</summary>
internal enum StreamLimit
{
    All,
    Key,
    Address,
}
