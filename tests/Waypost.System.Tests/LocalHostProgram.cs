using System.Collections.Concurrent;
using System.Text.Json;
using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Processes;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>The real program, as a user starts it, on ports and a data directory of its own.</summary>
internal sealed class LocalHostProgram : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly ConcurrentQueue<string> lines = [];
    private readonly Watchdog watchdog = Watchdog.Start();
    private readonly RunningProcess process;

    private LocalHostProgram(string dataDirectory, IReadOnlyList<string> arguments)
    {
        DataDirectory = dataDirectory;
        process = RunningProcess.Start(Terminal.Launch(DotNet.Host, [Dll(), "--DataDirectory", dataDirectory, .. arguments]), lines.Enqueue, watchdog);
    }

    internal string DataDirectory { get; }

    internal int Pid => process.Pid;

    internal Task<int> Exited => process.Exited;

    /// <summary>All it printed has come in.</summary>
    internal Task OutputEnded => process.OutputEnded;

    /// <summary>What it printed: for a look at a failure, and for what is a promise about the output.</summary>
    internal string Output => string.Join('\n', lines);

    internal IReadOnlyList<ListedProcess> Processes => File.Exists(ProcessList.FileIn(DataDirectory))
        ? JsonSerializer.Deserialize<List<ListedProcess>>(File.ReadAllText(ProcessList.FileIn(DataDirectory)), JsonSerializerOptions.Web)!
        : [];

    internal static LocalHostProgram Start(string dataDirectory, params IReadOnlyList<string> arguments) => new(dataDirectory, arguments);

    /// <summary>Ports for everything, nobody's until now.</summary>
    internal static IReadOnlyList<string> FreePorts(int providers)
    {
        var first = FreePort.NextRow(providers + 3);
        return ["--Providers", $"{providers}", "--ProviderPort", $"{first}", "--ManagerPort", $"{first + providers}", "--SamplePort", $"{first + providers + 1}", "--PostgresPort", $"{first + providers + 2}"];
    }

    /// <summary>A directory PostgreSQL's user may enter, which the system's temporary directories for one user are not.</summary>
    internal static string NewDataDirectory() => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"waypost-system-{Guid.NewGuid():N}")).FullName;

    internal ListedProcess Part(string name) => Processes.Single(p => p.Name == name);

    /// <summary>Waits until exactly these are listed and answer 200 on /health.</summary>
    internal async Task WaitUntilHealthyAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        while (!await IsHealthyAsync(names, cancellation))
        {
            Assert.False(Exited.IsCompleted, $"LocalHost ended:\n{Output}");
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }

    internal void Send(Signal signal) => Signals.Send(Pid, signal);

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        await process.DisposeAsync();
        watchdog.Dispose();
    }

    private async Task<bool> IsHealthyAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        var listed = Processes;
        return names.ToHashSet().SetEquals(listed.Select(p => p.Name))
            && (await Task.WhenAll(listed.Where(p => p.Name != "postgres").Select(p => AnswersAsync(p.Url, cancellation)))).All(answers => answers);
    }

    private static async Task<bool> AnswersAsync(string url, CancellationToken cancellation)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(new Uri(url), "/health"), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // This test project lies in the same repository and was built in the same configuration.
    private static string Dll()
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Repository.Root(here.FullName), "Waypost.LocalHost", "bin", here.Parent!.Name, here.Name, "Waypost.LocalHost.dll");
    }
}
