using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>A published service as the user nobody, or as whoever runs the tests if that is not root; ended with the test.</summary>
sealed class UnprivilegedProcess : IAsyncDisposable
{
    readonly Process process;
    readonly StringBuilder said = new();

    UnprivilegedProcess(Process process) => this.process = process;

    /// <summary>All it has printed, for a test that fails.</summary>
    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    public bool HasExited => process.HasExited;

    public static UnprivilegedProcess Start(string program, IReadOnlyDictionary<string, string> variables)
    {
        string[] asNobody = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
            : [];
        string[] line = [.. asNobody, program];
        var start = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = Path.GetDirectoryName(program), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach (var (name, value) in variables) start.Environment[name] = value;

        var running = new UnprivilegedProcess(new Process { StartInfo = start });
        running.process.OutputDataReceived += running.Note;
        running.process.ErrorDataReceived += running.Note;
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Sends SIGTERM, as every supervisor does, and answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    void Note(object sender, DataReceivedEventArgs line)
    {
        lock (said) said.AppendLine(line.Data);
    }
}
