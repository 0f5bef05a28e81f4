using System.Collections;
using System.Runtime.InteropServices;
using Waypost.LocalPostgres;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>
/// A published service with only the given variables. It runs as the user nobody, or as the current user if that is not root.
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

    /// <summary>Standard output and error so far.</summary>
    public string Output => process.Output;

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
        return new(TestProcess.Start(new ProcessCommand(line[0], line[1..], Path.GetDirectoryName(program)!), environment));
    }

    /// <summary>Sends SIGTERM, as supervisors do.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        process.Send(Signal.Terminate);
        return process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
