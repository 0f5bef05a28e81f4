using System.ComponentModel;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>A directory with the programs <c>postgres</c> and <c>initdb</c> of one major version.</summary>
public sealed partial record PostgresBinaries(string Directory, int Major)
{
    public const int OldestMajor = 14;

    public string Postgres => Program(Directory, "postgres");

    public string InitDb => Program(Directory, "initdb");

    /// <returns><see langword="null"/> if the directory contains no PostgreSQL that can be run.</returns>
    public static async Task<PostgresBinaries?> FindInAsync(string directory, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program(directory, "postgres")))
        {
            return null;
        }

        // A directory in PATH may contain only a link. initdb and the shared files are next to the link's target.
        var target = File.ResolveLinkTarget(Program(directory, "postgres"), returnFinalTarget: true)?.FullName;
        var home = Path.GetDirectoryName(target) ?? Path.GetFullPath(directory);
        if (!File.Exists(Program(home, "initdb")))
        {
            return null;
        }

        try
        {
            var version = await Cli.Wrap(Program(home, "postgres"))
                .WithArguments("--version")
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(cancellationToken);
            return version.IsSuccess && MajorOf(version.StandardOutput) is { } major ? new(home, major) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <param name="version">The output of <c>postgres --version</c>: "postgres (PostgreSQL) 15.18 (Debian …)", "… 18beta1".</param>
    public static int? MajorOf(string version) =>
        VersionText().Match(version) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, out var major) ? major : null;

    private static string Program(string directory, string name) =>
        Path.Combine(directory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\)\s+(\d{1,3})")]
    private static partial Regex VersionText();
}
