using System.ComponentModel;
using CliWrap;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Postgres;

/// <summary>
/// Finds out whether Docker or Podman is running. Checked while the model is built, because any container in it requires an engine.
/// </summary>
internal static class ContainerEngine
{
    /// <summary>Tells Aspire which engine to use.</summary>
    public const string Setting = "ASPIRE_CONTAINER_RUNTIME";

    // A client may wait for an engine that is not running.
    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(10);

    public static Task<string?> FindAsync(IConfiguration configuration) =>
        FindAsync(configuration[Setting] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"]);

    /// <returns>The first engine that answers, or <see langword="null"/>.</returns>
    internal static async Task<string?> FindAsync(IEnumerable<string> engines)
    {
        foreach (var engine in engines)
        {
            if (await AnswersAsync(engine))
            {
                return engine;
            }
        }

        return null;
    }

    private static async Task<bool> AnswersAsync(string engine)
    {
        using var cancellation = new CancellationTokenSource(timeout);
        try
        {
            var info = await Cli.Wrap(engine)
                .WithArguments("info")
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(cancellation.Token);
            return info.IsSuccess;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            return false; // not installed, or it does not answer
        }
    }
}
