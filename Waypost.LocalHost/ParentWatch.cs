using System.Runtime.InteropServices;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost;

/// <summary>
/// <c>dotnet run</c> starts this program as its child and passes SIGTERM on, but a killed <c>dotnet run</c> passes
/// nothing on. To the user the two are one command, so this one ends with it.
/// </summary>
internal sealed partial class ParentWatch : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ITimer? timer;

    private ParentWatch(ITimer? timer) => this.timer = timer;

    internal static ParentWatch Start(Action gone, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux() || ProcessMark.Of(ParentId()) is not { } parent || !IsDotNetRun(parent.Pid))
        {
            return new(null); // a shell may go away before us; nohup means just that
        }

        return new(time.CreateTimer(
            _ =>
            {
                if (!parent.IsAlive)
                {
                    gone();
                }
            },
            null, Look, Look));
    }

    public void Dispose() => timer?.Dispose();

    private static bool IsDotNetRun(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is [var program, "run" or "watch", ..] && Path.GetFileName(program) == "dotnet";
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();
}
