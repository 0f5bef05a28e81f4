using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost;

/// <summary>Where a publish is meant for. A run needs none.</summary>
enum PublishTarget
{
    None,

    /// <summary>Azure Container Apps with Azure's managed PostgreSQL: what <c>azd up</c> makes.</summary>
    ContainerApps,

    /// <summary>A Docker Compose file with PostgreSQL in a container.</summary>
    Compose,

    /// <summary>A Helm chart with PostgreSQL in a container.</summary>
    Kubernetes,
}

/// <summary>
/// What can be chosen on the command line (<c>--Providers 3</c>), in the environment or in appsettings.json. The names are those of
/// Waypost.LocalHost. Ports are those of the machine, in a run and under Compose; elsewhere the target has its own.
/// </summary>
sealed record Settings(PublishTarget Target, int Managers, int Providers, int Workers, bool Demo, int ManagerPort, int ProviderPort, int SamplePort)
{
    public static Settings Of(IDistributedApplicationBuilder builder)
    {
        var given = builder.Configuration;
        var isRun = builder.ExecutionContext.IsRunMode;
        return new(
            isRun ? PublishTarget.None : given.GetValue("Target", PublishTarget.ContainerApps),
            AtLeastOne(given, "Managers", 1),
            AtLeastOne(given, "Providers", 2),
            AtLeastOne(given, "Workers", 1),
            given.GetValue("Demo", isRun),
            given.GetValue("ManagerPort", 3000),
            given.GetValue("ProviderPort", 5050),
            given.GetValue("SamplePort", 5080));
    }

    static int AtLeastOne(IConfiguration given, string name, int byDefault) => given.GetValue(name, byDefault) is >= 1 and var count
        ? count
        : throw new DistributedApplicationException($"{name} must be 1 or more.");
}
