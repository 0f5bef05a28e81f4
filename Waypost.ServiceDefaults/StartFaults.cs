using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Waypost.ServiceDefaults;

/// <summary>A start that fails for a reason an operator can mend says that reason, in sentences, and nothing else.</summary>
public static class StartFaults
{
    /// <summary>
    /// Runs the application until it is stopped and answers the process's exit code. Settings that do not fit are listed on standard
    /// error, one a line, before anything has started; a port in use is named.
    /// </summary>
    public static async Task<int> RunAndExplainAsync(this WebApplication app)
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault) when (Explain(fault) is { Count: > 0 } sentences)
        {
            foreach (var sentence in sentences)
            {
                await Console.Error.WriteLineAsync(sentence);
            }
            return 1;
        }
    }

    internal static IReadOnlyList<string> Explain(Exception fault) =>
        fault switch
        {
            OptionsValidationException settings => [.. settings.Failures],
            AggregateException several when several.InnerExceptions.All(one => one is OptionsValidationException) =>
            [
                .. several.InnerExceptions.SelectMany(Explain),
            ],
            InvalidOperationException { InnerException: FormatException } unreadable => [unreadable.Message], // a setting of the wrong type; it is named
            IOException { InnerException: AddressInUseException } taken =>
            [
                $"{taken.Message} Stop what listens there, or set another address in ASPNETCORE_URLS.",
            ],
            _ => [],
        };
}
