using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Downstream;

/// <summary>All open streams: admits them up to the limits, wakes them, ends them. Thread-safe.</summary>
internal sealed class StreamHub
{
    // With a heartbeat every 10 s and a look every 4 s, a silent peer is noticed within the 30 s that are promised.
    private static readonly TimeSpan UnansweredAfterHeartbeat = TimeSpan.FromSeconds(14);

    private readonly Lock gate = new(); // guards the counts and IsClosed
    private readonly Dictionary<KeyHash, int> byKey = [];
    private readonly Dictionary<IPAddress, int> byAddress = [];
    private readonly ConcurrentDictionary<FlagEnvironment, EnvironmentStreams> environments = new();
    private readonly StreamOptions options;
    private readonly KeyStore keys;
    private readonly TimeProvider time;
    private readonly StreamCount open;

    public StreamHub(
        IOptions<StreamOptions> options,
        FlagStore store,
        KeyStore keys,
        StreamCount open,
        TimeProvider time,
        Instruments instruments
    )
    {
        this.options = options.Value;
        this.keys = keys;
        this.open = open;
        this.time = time;
        store.Changed += OnChanged;
        keys.Changed += OnKeysChanged;
        instruments.ObserveStreams(() => open.Current, CountBehind);
    }

    /// <summary>The provider is stopping: no stream is admitted any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes the stream in; or says which limit it would pass. Nobody is thrown out to let another in.</summary>
    public StreamLimit? TryAdmit(StreamConnection stream)
    {
        lock (gate)
        {
            var ofKey = byKey.GetValueOrDefault(stream.Key);
            var ofAddress = stream.Address is { } address ? byAddress.GetValueOrDefault(address) : 0;
            if (IsClosed || open.Current >= options.Limit)
            {
                return StreamLimit.All;
            }

            if (ofKey >= options.LimitPerKey || ofAddress >= options.LimitPerAddress)
            {
                return ofKey >= options.LimitPerKey ? StreamLimit.Key : StreamLimit.Address;
            }

            open.Add(1);
            byKey[stream.Key] = ofKey + 1;
            if (stream.Address is not null)
            {
                byAddress[stream.Address] = ofAddress + 1;
            }
        }

        environments.GetOrAdd(stream.Environment, _ => new EnvironmentStreams(time, options.Interval)).Add(stream);

        // A key revoked, or the provider stopped, while the stream came in would not have met it.
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
            open.Add(-1);
            Less(byKey, stream.Key);
            if (stream.Address is not null)
            {
                Less(byAddress, stream.Address);
            }
        }
    }

    /// <summary>Looks at every stream: heartbeats, slow readers, keys whose time is over.</summary>
    public void CheckAll() => ForEach(Check);

    /// <summary>Looks whether anybody is still there. A call to the system for each stream: not every second.</summary>
    public void CheckPeers()
    {
        var patience = options.Heartbeat + UnansweredAfterHeartbeat;
        ForEach(stream => stream.CheckPeer(patience));
    }

    /// <summary>No more streams; those that are open are ended by <see cref="EndSome"/>.</summary>
    public void Close()
    {
        lock (gate)
        {
            IsClosed = true;
        }
    }

    /// <summary>Ends about one in so many of the open streams; all, where that is one.</summary>
    public void EndSome(int oneIn) =>
        ForEach(stream =>
        {
            if (Random.Shared.Next(oneIn) == 0)
            {
                stream.Close(StreamEnd.Stopping);
            }
        });

    private void OnChanged(FlagEnvironment environment)
    {
        if (environment.IsDropped && environments.TryGetValue(environment, out var ended))
        {
            ended.ForEach(static stream => stream.Close(StreamEnd.EnvironmentDeleted));
        }
        else if (environments.TryGetValue(environment, out var streams))
        {
            streams.Broadcast();
        }
    }

    private void OnKeysChanged(KeyTable table) => ForEach(Check);

    private void Check(StreamConnection stream)
    {
        if (keys.Current?.Find(stream.Key, time.GetUtcNow()) is null)
        {
            stream.Close(StreamEnd.KeyRevoked);
        }
        else if (stream.Environment.IsDropped)
        {
            stream.Close(StreamEnd.EnvironmentDeleted);
        }

        stream.Check(options.Heartbeat, options.WriteTimeout);
    }

    private void ForEach(Action<StreamConnection> act)
    {
        foreach (var (_, streams) in environments)
        {
            streams.ForEach(act);
        }
    }

    /// <summary>Streams whose reader has not taken all that was written.</summary>
    public int CountBehind()
    {
        var behind = 0;
        ForEach(stream => behind += stream.IsBehind ? 1 : 0);
        return behind;
    }

    private static void Less<T>(Dictionary<T, int> counts, T of)
        where T : notnull
    {
        if (--counts[of] == 0)
        {
            counts.Remove(of);
        }
    }
}

/// <summary>Which limit a new stream would pass.</summary>
internal enum StreamLimit
{
    All,
    Key,
    Address,
}

/// <summary>Why a stream ended, as its span says; where the provider ended it, also the reason in <c>waypost.sse.dropped</c>.</summary>
internal static class StreamEnd
{
    /// <summary>In order, by the client: not counted as dropped.</summary>
    public const string PeerLeft = "peer_left";

    public const string SlowReader = "slow_reader";
    public const string SilentPeer = "silent_peer";
    public const string PeerGone = "peer_gone";
    public const string KeyRevoked = "key_revoked";
    public const string EnvironmentDeleted = "environment_deleted";
    public const string Stopping = "stopping";
}
