using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;

namespace Waypost.AppHost.Publishing;

/// <summary>Azure Database for PostgreSQL, flexible server, because containers on Container Apps have no durable volume for it.</summary>
internal static class AzurePostgres
{
    private const string Administrator = "waypost";
    private const string Database = "waypostdb";

    public static Databases AddTo(IDistributedApplicationBuilder builder, WaypostParameters parameters)
    {
        var settings = AzureSettings.AddTo(builder);
        var environment = AzureEnvironment.AddTo(builder, settings);
        var postgres = BicepModule.AddTo(
            builder,
            "postgres",
            new()
            {
                ["subnetId"] = environment.Network.Output("postgresSubnetId"),
                ["zoneId"] = environment.Network.Output("postgresZoneId"),
                ["administrator"] = Administrator,
                ["administratorPassword"] = parameters.PostgresPassword.Resource,
                ["database"] = Database,
                ["sku"] = settings.PostgresSku,
                ["highAvailability"] = settings.PostgresHighAvailability,
                ["backupRetentionDays"] = settings.BackupRetentionDays,
            }
        );
        // The sample shop, whose events this login reads, is not published.
        parameters.ReaderPassword.ExcludeFromManifest();
        var (host, password) = (postgres.Output("host"), parameters.PostgresPassword.Resource);
        // Eight replicas (4 managers, 4 workers) fit into the 414 connections of a Standard_B2s. The images contain no Kerberos library.
        const string options = "SSL Mode=VerifyFull;GSS Encryption Mode=Disable;Maximum Pool Size=40";
        var database = new AzureDatabaseResource(
            Database,
            ReferenceExpression.Create($"Host={host};Database={Database};Username={Administrator};Password={password};{options}")
        );
        return new(
            builder
                .AddResource(database)
                .WithManifestPublishingCallback(context =>
                {
                    context.Writer.WriteString("type", "value.v0");
                    context.WriteConnectionString(database);
                }),
            null
        );
    }
}

/// <summary>The manager's database on that server.</summary>
internal sealed class AzureDatabaseResource(string name, ReferenceExpression connectionString)
    : Resource(name),
        IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => connectionString;
}
