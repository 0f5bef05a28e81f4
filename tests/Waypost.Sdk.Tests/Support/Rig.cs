using Waypost.Flags;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>A client and the provider it talks to, on a clock that only the test moves.</summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>Every draw is this, so that waits have known lengths: half of 1, 2, 4, … seconds.</summary>
    private const double Draw = 0.5;

    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);
    public static readonly TimeSpan SecondWait = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan ThirdWait = TimeSpan.FromSeconds(2);

    public required ScriptedProvider Provider { get; init; }

    public required WaypostClient Client { get; init; }

    public required ObservedTime Time { get; init; }

    public required CapturedLogs Logs { get; init; }

    public static async Task<Rig> StartAsync(Action<WaypostOptions>? configure = null)
    {
        var provider = await ScriptedProvider.StartAsync();
        var time = new ObservedTime();
        var logs = new CapturedLogs();
        return new()
        {
            Provider = provider,
            Client = NewClient(provider.Url, time, logs, configure),
            Time = time,
            Logs = logs,
        };
    }

    public static WaypostClient NewClient(string url, TimeProvider time, CapturedLogs logs, Action<WaypostOptions>? configure = null)
    {
        var options = new WaypostOptions { SdkKey = "wp_server_test", ProviderUrl = url };
        configure?.Invoke(options);
        return new(options, new OwnClients().Create, logs, time, () => Draw);
    }

    /// <summary>Accepts the client's first connection and serves this.</summary>
    public async Task<ScriptedConnection> ServeAsync(Snapshot snapshot)
    {
        var connection = await Provider.AcceptAsync();
        await connection.ServeAsync(snapshot);
        await Client.HoldsAsync(snapshot.Version);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

internal static class Waiting
{
    /// <summary>Completes once the client holds this version.</summary>
    public static async Task HoldsAsync(this IWaypostClient client, long version)
    {
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Changed += Look;
        Look(null, null);
        try
        {
            await holds.Task.WaitAsync(TestTimeout.Token());
        }
        finally
        {
            client.Changed -= Look;
        }

        void Look(object? sender, FlagsChangedEventArgs? changed)
        {
            if (client.Version?.Version == version)
            {
                holds.TrySetResult();
            }
        }
    }
}
