using System.Collections.Concurrent;
using System.Diagnostics;
using Waypost.LocalPostgres;

namespace Waypost.Testing;

/// <summary>
/// A process that ends with the test process, even if that is killed: a shell waits on a pipe that the test process holds open, and ends
/// the process when the pipe closes. Windows has no such shell; there only <see cref="DisposeAsync"/> ends it.
/// </summary>
public sealed class TestProcess : IAsyncDisposable
{
    // $1 is a directory to delete at the end, or empty. The rest is the command, which replaces the shell and keeps its process id.
    private const string watcherScript = """
        directory=$1; shift
        exec 3<&0
        {
          cat
          kill -INT $$
          tries=0
          while kill -0 $$; do
            tries=$((tries + 1)); [ $tries -lt 100 ] || kill -KILL $$
            sleep 0.1
          done
          [ -z "$directory" ] || rm -rf "$directory"
        } <&3 >/dev/null 2>&1 &
        exec "$@" </dev/null 3<&-
        """;
    private readonly ConcurrentQueue<string> lines = [];
    private readonly Process process;
    private readonly TaskCompletionSource outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int openStreams = 2;

    private TestProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Standard output and error so far.</summary>
    public string Output => string.Join('\n', lines);

    public bool HasExited => process.HasExited;

    /// <param name="command">What to run.</param>
    /// <param name="environment">Added to this process's variables; null removes one.</param>
    /// <param name="deleteAtEnd">A directory to delete when the process has ended.</param>
    public static TestProcess Start(
        ProcessCommand command,
        IReadOnlyDictionary<string, string?>? environment = null,
        string deleteAtEnd = ""
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        IReadOnlyList<string> arguments = [command.FileName, .. command.Arguments];
        if (!OperatingSystem.IsWindows())
        {
            arguments = ["/bin/sh", "-c", watcherScript, "sh", deleteAtEnd, .. arguments];
        }
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var started = new TestProcess(new Process { StartInfo = start });
        started.process.OutputDataReceived += (_, line) => started.AddLine(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.AddLine(line.Data);
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs a program that was built together with the test project.</summary>
    public static TestProcess StartDotnet(string assembly, IReadOnlyDictionary<string, string?> environment) =>
        Start(new ProcessCommand("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly)], AppContext.BaseDirectory), environment);

    public void Send(Signal signal) => Signals.Send(process.Id, signal);

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestTimeout.Token());
    }

    /// <summary>Completes when it has ended and all of its output was read.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        await outputEnded.Task.WaitAsync(cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsWindows() && !process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private void AddLine(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
        else if (Interlocked.Decrement(ref openStreams) == 0)
        {
            outputEnded.TrySetResult();
        }
    }
}
