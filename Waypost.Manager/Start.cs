using Microsoft.Extensions.Options;
using OpenTelemetry;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Demo;
using Waypost.Manager.Features.Setup;

namespace Waypost.Manager;

/// <summary>
/// Brings the database up to date, fills an empty one, runs; a start that cannot succeed is one sentence and exit code 1.
/// </summary>
internal static class Start
{
    public static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            // Settings first: a fault there should not wait for the database.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            await using (var scope = app.Services.CreateAsyncScope())
            {
                // Migrations and the demo's edits are no story of anybody's.
                using var untraced = SuppressInstrumentationScope.Begin();
                await PrepareDatabaseAsync(scope.ServiceProvider, app.Lifetime.ApplicationStopping);
            }

            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            return await RefuseAsync(string.Join(" ", e.Failures));
        }
        catch (Exception e) when (e is StartException or IOException or InvalidOperationException)
        {
            // IOException: the port is taken, and Kestrel's message names it.
            return await RefuseAsync(e.Message);
        }
    }

    /// <summary>Written at once, not through the logger: that writes behind, and the process may end before it does.</summary>
    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"Waypost's manager cannot start. {reason}");
        return 1;
    }

    private static Task PrepareDatabaseAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services
            .GetRequiredService<DatabaseMigrator>()
            .RunAsync(
                async token =>
                {
                    await services.GetRequiredService<Bootstrap>().RunAsync(token);
                    if (services.GetRequiredService<IOptions<ManagerOptions>>().Value.Demo)
                    {
                        await services.GetRequiredService<DemoProject>().RunAsync(token);
                    }
                },
                cancellationToken
            );
}
