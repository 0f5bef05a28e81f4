using System.Diagnostics;

namespace Waypost.Deployment.Tests.Files;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    public sealed record Outcome(int Code, string Output, string Errors)
    {
        public string Succeeded() => Code == 0 ? Output : throw new InvalidOperationException($"Exit code {Code}: {Errors}{Output}");
    }

    public static async Task<Outcome> RunAsync(string folder, string program, params string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                // Build servers that keep running would keep these streams open.
                Environment =
                {
                    ["MSBUILDDISABLENODEREUSE"] = "1",
                    ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                    ["DOTNET_NOLOGO"] = "1",
                },
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Whether a program is in PATH.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
