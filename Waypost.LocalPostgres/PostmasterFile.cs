using System.ComponentModel;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>
/// <c>postmaster.pid</c>, with which PostgreSQL prevents a second server on its files. It remains after a crash, and PostgreSQL refuses to
/// start if another process has the same id by then. The caller has locked the data directory, so a server that still runs on the files
/// was left by an earlier start.
/// </summary>
public static class PostmasterFile
{
    private const string FileName = "postmaster.pid";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <returns>The server that runs on these files, or <see langword="null"/>.</returns>
    public static async Task<ProcessIdentity?> FindServerAsync(string directory, CancellationToken cancellationToken) =>
        ReadProcess(directory) is { } process && await IsServerAsync(process, directory, cancellationToken) ? process : null;

    /// <summary>
    /// Stops a server that was left running, and deletes a file with the process id of another program. The file of a dead server stays:
    /// PostgreSQL needs it to detect sessions of that server that still write to the files.
    /// </summary>
    public static async Task ClearAsync(string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        if (ReadProcess(directory) is not { } process)
        {
            return;
        }
        if (await IsServerAsync(process, directory, cancellationToken))
        {
            await process.StopAsync(Grace, time, cancellationToken);
        }
        else
        {
            File.Delete(Path.Combine(directory, FileName));
        }
    }

    private static ProcessIdentity? ReadProcess(string directory)
    {
        var file = Path.Combine(directory, FileName);
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
            ? ProcessIdentity.Find(id)
            : null;
    }

    /// <summary>The server's command line contains the directory, that of another PostgreSQL does not.</summary>
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
            return ""; // it has ended, or the system has no ps
        }
    }
}
