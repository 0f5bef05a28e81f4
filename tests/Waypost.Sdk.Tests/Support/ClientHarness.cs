using Waypost.Flags;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>A client connected to a scripted provider, with a fake clock and recorded logs.</summary>
internal sealed class ClientHarness : IAsyncDisposable
{
    /// <summary>Every random number is this, so that the delays are known: half of 1, 2, 4, … seconds.</summary>
    private const double RandomNumber = 0.5;

    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    public static readonly TimeSpan SecondDelay = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan ThirdDelay = TimeSpan.FromSeconds(2);

    public required ScriptedProvider Provider { get; init; }

    public required WaypostClient Client { get; init; }

    public required ObservableTimeProvider Time { get; init; }

    public required CapturedLogs Logs { get; init; }

    public static async Task<ClientHarness> StartAsync(Action<WaypostOptions>? configure = null)
    {
        var provider = await ScriptedProvider.StartAsync();
        var time = new ObservableTimeProvider();
        var logs = new CapturedLogs();
        return new()
        {
            Provider = provider,
            Client = CreateClient(provider.Url, time, logs, configure),
            Time = time,
            Logs = logs,
        };
    }

    public static WaypostClient CreateClient(string url, TimeProvider time, CapturedLogs logs, Action<WaypostOptions>? configure = null)
    {
        var options = new WaypostOptions { SdkKey = "wp_server_test", ProviderUrl = url };
        configure?.Invoke(options);
        return new(options, new DefaultHttpClients().Create, logs, time, () => RandomNumber);
    }

    /// <summary>Accepts the client's next connection and sends this snapshot.</summary>
    public async Task<ScriptedConnection> ServeAsync(Snapshot snapshot)
    {
        var connection = await Provider.AcceptAsync();
        await connection.ServeAsync(snapshot);
        await Client.WaitForVersionAsync(snapshot.Version);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

internal static class WaypostClientExtensions
{
    /// <summary>Completes once the client's flags are at this version.</summary>
    public static async Task WaitForVersionAsync(this IWaypostClient client, long version)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Changed += Check;
        Check(null, null);
        try
        {
            await reached.Task.WaitAsync(TestTimeout.Token());
        }
        finally
        {
            client.Changed -= Check;
        }

        void Check(object? sender, FlagsChangedEventArgs? args)
        {
            if (client.Version?.Version == version)
            {
                reached.TrySetResult();
            }
        }
    }
}
