using System.ComponentModel;
using CliWrap;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Postgres;

/// <summary>
/// Whether Docker or Podman answers. Asked while the model is built: a container in it, even an idle one, demands an engine.
/// </summary>
internal static class ContainerEngine
{
    /// <summary>By which Aspire is told which engine to use.</summary>
    public const string Setting = "ASPIRE_CONTAINER_RUNTIME";

    // A client whose engine is down may wait for it.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    public static Task<string?> FindAsync(IConfiguration configuration) =>
        FindAsync(configuration[Setting] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"]);

    /// <returns>The first that answers, or <see langword="null"/>.</returns>
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
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            var info = await Cli.Wrap(engine)
                .WithArguments("info")
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(timeout.Token);
            return info.IsSuccess;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            return false; // not installed, or it does not answer
        }
    }
}
