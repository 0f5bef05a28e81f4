using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Benchmarks.FanOut;

/// <summary>
/// Sends changes to N connections: provider and baseline in turn, each in its own process, the clients in this one. What counts is the
/// ratio of the two in one run.
/// </summary>
internal static class FanOutBenchmark
{
    private const int Turns = 3;
    private const int WarmUp = 10;
    private const int Changes = 40;
    private const int Flags = 100;

    // Long enough that no two changes are merged into one broadcast.
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int connections)
    {
        var frames = Directory.CreateTempSubdirectory("waypost-frames-");
        try
        {
            WriteFrames(frames.FullName);
            Console.WriteLine(
                $"{connections} connections, {Flags} flags ({new FileInfo(Path.Combine(frames.FullName, "0")).Length / 1024} "
                    + $"KB), one flag changed, {Changes} changes, {Turns} turns"
            );
            var baselines = new List<FanOutFigures>();
            var products = new List<FanOutFigures>();
            for (var turn = 0; turn < Turns; turn++)
            {
                baselines.Add(await BaselineAsync(connections, frames.FullName));
                products.Add(await ProviderAsync(connections));
            }

            Print(FanOutFigures.Median(baselines), FanOutFigures.Median(products));
            return baselines.Concat(products).All(figures => figures.Lost == 0) ? 0 : 1;
        }
        finally
        {
            frames.Delete(recursive: true);
        }
    }

    private static async Task<FanOutFigures> BaselineAsync(int connections, string frames)
    {
        var port = ServerProcess.FreePort();
        await using var server = await ServerProcess.StartAsync(
            "Waypost.Benchmarks",
            port,
            ["fanout-baseline", port.ToString(CultureInfo.InvariantCulture), frames],
            new Dictionary<string, string>()
        );
        using var client = new HttpClient { BaseAddress = server.Address };
        return await MeasureAsync(
            server,
            connections,
            async version =>
            {
                using var answer = await client.PostAsync($"/change/{version}", null);
                answer.EnsureSuccessStatusCode();
            }
        );
    }

    private static async Task<FanOutFigures> ProviderAsync(int connections)
    {
        var (managerPort, port) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        await using var manager = await ManagerStub.StartAsync(managerPort, First());
        await using var server = await ServerProcess.StartAsync(
            "Waypost.FlagProvider",
            port,
            [],
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["Waypost__WebhookSecret"] = manager.Secret,
                ["Waypost__ManagerUrl"] = $"http://127.0.0.1:{managerPort}",
                ["Logging__LogLevel__Default"] = "Warning",
            }
        );
        return await MeasureAsync(server, connections, version => manager.SendAsync(server.Address, Change(version)));
    }

    private static async Task<FanOutFigures> MeasureAsync(ServerProcess server, int connections, Func<int, Task> change)
    {
        await using var clients = new StreamClients(server.Address.Port, ManagerStub.Key);
        var empty = server.ResidentKilobytes;
        var connecting = await clients.ConnectAsync(connections, version: 0).WaitAsync(Timeout);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var idle = server.ResidentKilobytes;
        var processor = TimeSpan.Zero;
        var lastClient = new List<double>();
        var lost = 0;
        for (var version = 1; version <= WarmUp + Changes; version++)
        {
            if (version == WarmUp + 1)
            {
                processor = server.Processor;
                lastClient.Clear();
            }

            var arrival = clients.Expect(version);
            var started = Stopwatch.GetTimestamp();
            await change(version);
            try
            {
                lastClient.Add(Stopwatch.GetElapsedTime(started, await arrival.WaitAsync(Timeout)).TotalMilliseconds);
            }
            catch (TimeoutException)
            {
                lost += clients.Missing;
            }

            await Task.Delay(BetweenChanges, TimeProvider.System);
        }

        return new FanOutFigures(
            FanOutFigures.Median(lastClient),
            (server.Processor - processor).TotalSeconds / (connections * Changes / 1000.0),
            (idle - empty) / connections,
            (server.ResidentKilobytes - empty) / connections,
            connections / connecting.TotalSeconds,
            lost
        );
    }

    private static void Print(FanOutFigures baseline, FanOutFigures provider)
    {
        Console.WriteLine();
        Console.WriteLine("| median of the turns | baseline | provider | ratio |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Row("last client, ms", baseline.LastClient, provider.LastClient, "F1");
        Row("CPU s per 1,000 deliveries", baseline.Processor, provider.Processor, "F4");
        Row("KB per connection, idle", baseline.Idle, provider.Idle, "F1");
        Row("KB per connection, after the changes", baseline.After, provider.After, "F1");
        Row("connections a second", baseline.ConnectionsPerSecond, provider.ConnectionsPerSecond, "F0");
        Console.WriteLine($"| lost deliveries | {baseline.Lost} | {provider.Lost} | |");

        static void Row(string name, double baseline, double provider, string format) =>
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {baseline.ToString(format, CultureInfo.InvariantCulture)} | "
                        + $"{provider.ToString(format, CultureInfo.InvariantCulture)} | {provider / baseline:F2} |"
                )
            );
    }

    /// <summary>The same bytes that the provider sends, for the baseline to send.</summary>
    private static void WriteFrames(string directory)
    {
        var put = JsonSerializer.Serialize(First(), FlagsJson.Default.Snapshot);
        File.WriteAllText(Path.Combine(directory, "0"), $"event: put\nid: e.0\ndata: {put}\n\n", new UTF8Encoding(false));
        for (var version = 1; version <= WarmUp + Changes; version++)
        {
            var patch = JsonSerializer.Serialize(Change(version), FlagsJson.Default.SnapshotPatch);
            File.WriteAllText(
                Path.Combine(directory, $"{version}"),
                $"event: patch\nid: e.{version}\ndata: {patch}\n\n",
                new UTF8Encoding(false)
            );
        }
    }

    private static Snapshot First() =>
        new()
        {
            Project = "default",
            Environment = "production",
            Epoch = "e",
            Version = 0,
            Flags = [.. Enumerable.Range(0, Flags).Select(number => CreateFlag(number, true))],
        };

    private static SnapshotPatch Change(int version) =>
        new()
        {
            Epoch = "e",
            From = version - 1,
            Version = version,
            Flags = [CreateFlag(0, version % 2 == 0)],
        };

    private static Flag CreateFlag(int number, bool enabled) =>
        new()
        {
            Key = $"flag-{number:D3}",
            Type = FlagType.Boolean,
            Enabled = enabled,
            Salt = $"salt{number:D4}",
            Variants = new Dictionary<string, JsonElement> { ["on"] = JsonElement.Parse("true"), ["off"] = JsonElement.Parse("false") },
            OffVariant = "off",
            Fallthrough = Serve.Split(new WeightedVariant("on", 50_000), new WeightedVariant("off", 50_000)),
        };
}
