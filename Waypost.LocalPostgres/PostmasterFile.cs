using System.ComponentModel;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>
/// <c>postmaster.pid</c>, by which PostgreSQL keeps a second server off its files. After a crash it stays behind, and a
/// later process that happens to get the same id makes PostgreSQL refuse to start. The caller holds the data directory,
/// so a server still running on these files was left behind by an earlier start.
/// </summary>
public static class PostmasterFile
{
    private const string FileName = "postmaster.pid";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <returns>The server that runs on these files; <see langword="null"/> if none does.</returns>
    public static async Task<ProcessIdentity?> ServerAsync(string directory, CancellationToken cancellationToken) =>
        NamedIn(directory) is { } process && await IsServerAsync(process, directory, cancellationToken) ? process : null;

    /// <summary>
    /// Ends a server that was left running, and removes a file that names the process of another program. The file of a server that
    /// died stays: by it PostgreSQL knows whether sessions of that server still write to the files, and waits for their end.
    /// </summary>
    public static async Task ClearAsync(string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        if (NamedIn(directory) is not { } process)
        {
            return;
        }
        if (await IsServerAsync(process, directory, cancellationToken))
        {
            await process.EndAsync(Grace, time, cancellationToken);
        }
        else
        {
            File.Delete(Path.Combine(directory, FileName));
        }
    }

    private static ProcessIdentity? NamedIn(string directory)
    {
        var file = Path.Combine(directory, FileName);
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
            ? ProcessIdentity.Of(id)
            : null;
    }

    /// <summary>The server was started with the directory as an argument, which tells it from any other PostgreSQL.</summary>
    private static async Task<bool> IsServerAsync(ProcessIdentity process, string directory, CancellationToken cancellationToken) =>
        (await CommandLineAsync(process.Id, cancellationToken)).Contains(directory, StringComparison.Ordinal);

    private static async Task<string> CommandLineAsync(int id, CancellationToken cancellationToken)
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? await File.ReadAllTextAsync($"/proc/{id}/cmdline", cancellationToken)
                : (
                    await Cli.Wrap("ps")
                        .WithArguments(["-o", "command=", "-p", $"{id}"])
                        .WithValidation(CommandResultValidation.None)
                        .ExecuteBufferedAsync(cancellationToken)
                ).StandardOutput;
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            return ""; // ended meanwhile, or a system without ps
        }
    }
}
