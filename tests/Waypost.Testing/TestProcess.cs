using System.Collections.Concurrent;
using System.Diagnostics;
using Waypost.LocalPostgres;

namespace Waypost.Testing;

/// <summary>
/// A process that never outlives the one that started it, not even after <c>kill -9</c>: a shell beside it waits on a pipe whose other
/// end the starter holds, and when the starter is gone, however it went, ends the process. Windows has no such shell: there only
/// <see cref="DisposeAsync"/> ends it.
/// </summary>
public sealed class TestProcess : IAsyncDisposable
{
    // $1 is a directory to remove at the end, or empty; the rest is the command, which takes the shell's place and process id.
    private const string Keeper = """
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

    /// <summary>All it has printed so far, on either stream.</summary>
    public string Output => string.Join('\n', lines);

    public bool HasExited => process.HasExited;

    /// <param name="command">What to run.</param>
    /// <param name="environment">Added to this process's; null takes a variable away.</param>
    /// <param name="deleteAtEnd">A directory that goes with the process.</param>
    public static TestProcess Start(
        ServerCommand command,
        IReadOnlyDictionary<string, string?>? environment = null,
        string deleteAtEnd = ""
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        IReadOnlyList<string> arguments = [command.FileName, .. command.Arguments];
        if (!OperatingSystem.IsWindows())
        {
            arguments = ["/bin/sh", "-c", Keeper, "sh", deleteAtEnd, .. arguments];
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
        started.process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    public void Send(Signal signal) => Signals.Send(process.Id, signal);

    /// <summary>Completes once it has ended and all it printed has come in.</summary>
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

    private void Keep(string? line)
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
