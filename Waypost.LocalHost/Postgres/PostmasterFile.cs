using System.ComponentModel;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Postgres;

/// <summary>
/// <c>postmaster.pid</c>, by which PostgreSQL keeps a second server off its files. After a crash it stays behind, and a
/// later process that happens to get the same id makes PostgreSQL refuse to start. We hold the data directory's lock, so
/// a server still running on it is a left-over of ours.
/// </summary>
internal static class PostmasterFile
{
    internal static async Task ClearAsync(string directory, TimeProvider time, CancellationToken cancellation)
    {
        var file = Path.Combine(directory, "postmaster.pid");
        if (!File.Exists(file))
        {
            return;
        }

        if (int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
            && ProcessMark.Of(pid) is { } mark
            && (await CommandLineAsync(pid, cancellation)).Contains(directory, StringComparison.Ordinal))
        {
            await Leftovers.EndAsync([mark], time, cancellation);
        }

        File.Delete(file);
    }

    /// <summary>The server was started with the directory as an argument, which tells it from any other PostgreSQL.</summary>
    private static async Task<string> CommandLineAsync(int pid, CancellationToken cancellation)
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? await File.ReadAllTextAsync($"/proc/{pid}/cmdline", cancellation)
                : (await Cli.Wrap("ps").WithArguments(["-o", "command=", "-p", $"{pid}"]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation)).StandardOutput;
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            return ""; // ended meanwhile, or a system without ps
        }
    }
}
