using System.Collections;
using System.Runtime.InteropServices;
using Waypost.LocalPostgres;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>
/// A published service as the user nobody, or as whoever runs the tests if that is not root; with the given variables and no others.
/// </summary>
internal sealed class UnprivilegedProcess : IAsyncDisposable
{
    private static readonly string[] asNobody =
    [
        "setpriv",
        "--reuid=nobody",
        "--regid=nogroup",
        "--clear-groups",
        "--no-new-privs",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ];

    private readonly TestProcess process;

    private UnprivilegedProcess(TestProcess process) => this.process = process;

    /// <summary>All it has printed, for a test that fails.</summary>
    public string Said => process.Output;

    public bool HasExited => process.HasExited;

    public static UnprivilegedProcess Start(string program, IReadOnlyDictionary<string, string> variables)
    {
        string[] line = [.. Environment.IsPrivilegedProcess ? asNobody : [], program];
        var environment = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, _ => (string?)null);
        environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }
        return new(TestProcess.Start(new ServerCommand(line[0], line[1..], Path.GetDirectoryName(program)!), environment));
    }

    /// <summary>Sends SIGTERM, as every supervisor does, and answers the exit code.</summary>
    public Task<int> StopAsync()
    {
        process.Send(Signal.Terminate);
        return process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
