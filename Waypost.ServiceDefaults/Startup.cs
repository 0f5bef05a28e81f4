using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;

namespace Waypost.ServiceDefaults;

/// <summary>Starts a service, and explains in plain sentences why it cannot start.</summary>
public static class Startup
{
    private const string kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";

    /// <summary>
    /// Builds the service, validates its options, prepares, and runs until it is stopped. If it cannot start for a reason that an
    /// operator can fix, writes a line for each reason to standard error. Any other exception is rethrown.
    /// </summary>
    /// <param name="build">Builds the service. It may read options: invalid ones are explained, too.</param>
    /// <param name="prepare">Runs after the options are validated and before the web server listens. It is not traced.</param>
    /// <returns>The exit code of the process: 0, or 1 if the service could not start.</returns>
    public static async Task<int> RunAndExplainAsync(
        Func<WebApplication> build,
        Func<IServiceProvider, CancellationToken, Task>? prepare = null
    )
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            await using var app = build();
            app.Services.GetService<IStartupValidator>()?.Validate();
            if (prepare is not null)
            {
                using var untraced = SuppressInstrumentationScope.Begin();
                await using var scope = app.Services.CreateAsyncScope();
                await prepare(scope.ServiceProvider, app.Lifetime.ApplicationStopping);
            }
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { Count: > 0 } reasons)
        {
            foreach (var reason in reasons.Distinct())
            {
                // Not through the logger, which writes in the background: the process may end first.
                await Console.Error.WriteLineAsync($"{Assembly.GetEntryAssembly()?.GetName().Name} cannot start: {reason}");
            }
            return 1;
        }
    }

    /// <summary>Sentences for an operator, or none if the exception is a bug.</summary>
    internal static IReadOnlyList<string> Explain(Exception exception) =>
        exception switch
        {
            StartException => [exception.Message],
            OptionsValidationException invalid => [.. invalid.Failures],
            AggregateException several when several.InnerExceptions.All(one => one is OptionsValidationException) =>
            [
                .. several.InnerExceptions.SelectMany(Explain),
            ],
            // A setting of the wrong type. The message names it.
            InvalidOperationException { InnerException: FormatException or OverflowException } => [exception.Message],
            // An endpoint that Kestrel cannot open, such as https without a certificate. The message names it.
            InvalidOperationException { Source: kestrel } => [exception.Message],
            IOException { InnerException: AddressInUseException } =>
            [
                $"{exception.Message} Stop the program that listens there, or set another address in ASPNETCORE_URLS.",
            ],
            SocketException => [$"The web server cannot listen: {exception.Message}. Set addresses of this machine in ASPNETCORE_URLS."],
            // An address that cannot be used, or a file that cannot be read, such as a certificate. The message names it.
            IOException => [exception.Message],
            _ => [],
        };
}
