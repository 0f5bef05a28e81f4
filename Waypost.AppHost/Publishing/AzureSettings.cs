namespace Waypost.AppHost.Publishing;

/// <summary>
/// Settings for Azure, to be changed with <c>azd env set AZURE_…</c> and the name in upper snake case, such as <c>AZURE_POSTGRES_SKU</c>.
/// The names have no hyphens: azd copies the name of a parameter with a default into Bicep, where a hyphen is a subtraction.
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
