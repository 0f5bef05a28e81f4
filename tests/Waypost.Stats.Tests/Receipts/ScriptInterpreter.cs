using System.Diagnostics;

namespace Waypost.Stats.Tests.Receipts;

/// <summary>R or Python with SciPy. Where it is not installed, tests are skipped; in CI they fail.</summary>
internal static class ScriptInterpreter
{
    private static readonly Lazy<string?> r = new(() => Find(["Rscript"], "-e", "1"));

    // Debian's SciPy belongs to Debian's Python, which need not be the first one in PATH.
    private static readonly Lazy<string?> python = new(() => Find(["python3", "/usr/bin/python3", "python"], "-c", "import scipy.stats"));

    /// <param name="language"><c>R</c> or <c>py</c>.</param>
    /// <returns>Exit code, and standard output with standard error.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string language, string script)
    {
        var interpreter = language == "R" ? r.Value : python.Value;
        var missing = $"{(language == "R" ? "R (Rscript)" : "Python 3 with SciPy")} is not installed.";
        Assert.SkipWhen(interpreter is null && Environment.GetEnvironmentVariable("CI") != "true", missing);
        Assert.True(interpreter is not null, missing);
        var file = Path.Combine(Path.GetTempPath(), $"receipt-{Guid.NewGuid():N}.{language}");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        try
        {
            using var process = Start(interpreter, file);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? Find(string[] names, params string[] probe) =>
        Array.Find(
            names,
            name =>
            {
                try
                {
                    using var process = Start(name, probe);
                    process.StandardOutput.ReadToEnd();
                    process.StandardError.ReadToEnd();
                    process.WaitForExit();
                    return process.ExitCode == 0;
                }
                catch (System.ComponentModel.Win32Exception)
                {
                    return false;
                }
            }
        );

    private static Process Start(string name, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
