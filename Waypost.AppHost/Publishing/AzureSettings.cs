namespace Waypost.AppHost.Publishing;

/// <summary>
/// What can be chosen for Azure with <c>azd env set AZURE_…</c>: the name in upper snake case, <c>AZURE_POSTGRES_SKU</c>. A parameter
/// with a default has no hyphen in its name, because azd would write the name as it stands into Bicep, where it would be a subtraction.
/// </summary>
internal sealed record AzureSettings(
    ParameterResource NetworkAddresses,
    ParameterResource PostgresSku,
    ParameterResource PostgresHighAvailability,
    ParameterResource BackupRetentionDays
)
{
    public const string AdminEmail = "adminEmail";

    public static AzureSettings AddTo(IDistributedApplicationBuilder builder)
    {
        return new(
            Add("networkAddresses", "10.90.0.0/20"),
            Add("postgresSku", "Standard_B2s"),
            Add("postgresHighAvailability", "Disabled"),
            Add("backupRetentionDays", "14")
        );

        ParameterResource Add(string name, string value) => builder.AddParameter(name, value, publishValueAsDefault: true).Resource;
    }
}
