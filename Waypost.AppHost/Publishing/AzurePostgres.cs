using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;

namespace Waypost.AppHost.Publishing;

/// <summary>Azure Database for PostgreSQL, flexible server: a container on Container Apps could not keep its volume.</summary>
static class AzurePostgres
{
    public static Databases AddTo(IDistributedApplicationBuilder builder, WaypostParameters parameters)
    {
        _ = parameters;
        return new(builder.AddConnectionString("waypostdb"), null);
    }
}
