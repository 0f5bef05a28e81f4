using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Demo;
using Waypost.Manager.Features.Setup;

namespace Waypost.Manager;

/// <summary>Migrates the database, and fills an empty one, before the manager listens.</summary>
internal static class PrepareDatabase
{
    public static Task RunAsync(IServiceProvider services, CancellationToken cancellationToken) =>
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
