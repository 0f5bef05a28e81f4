using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost;

/// <summary>PostgreSQL, the only server Waypost needs: the manager's database and, with the sample shop, the shop's own.</summary>
sealed record Databases(IResourceBuilder<IResourceWithConnectionString> Waypost, IResourceBuilder<IResourceWithConnectionString>? Events)
{
    const string waypostdb = "waypostdb";
    const string eventsdb = "events";

    public static Databases AddTo(IDistributedApplicationBuilder builder, Settings settings)
    {
        // Chosen here and not by a resource that is left unused: a container in the model, even an idle one, asks for a container engine.
        if (builder.Configuration.GetConnectionString(waypostdb) is { Length: > 0 }) return AlreadyThere(builder, settings);
        return settings.Target is PublishTarget.Compose or PublishTarget.Kubernetes ? InAContainer(builder, settings) : OnAzure(builder, settings);
    }

    static Databases AlreadyThere(IDistributedApplicationBuilder builder, Settings settings)
    {
        if (settings.Demo && builder.Configuration.GetConnectionString(eventsdb) is not { Length: > 0 })
            throw new DistributedApplicationException(
                "ConnectionStrings:waypostdb names an existing server, but ConnectionStrings:events is not set. Set it to a database for the sample shop, or leave the shop out with --Demo false.");
        return new(builder.AddConnectionString(waypostdb), settings.Demo ? builder.AddConnectionString(eventsdb) : null);
    }

    /// <summary>Azure's managed PostgreSQL when published; a container with a volume in a run. Container Apps could not keep a container's volume.</summary>
    static Databases OnAzure(IDistributedApplicationBuilder builder, Settings settings)
    {
        var server = builder.AddAzurePostgresFlexibleServer("postgres")
            .WithPasswordAuthentication()
            .RunAsContainer(container => container.WithDataVolume());
        return new(server.AddDatabase(waypostdb), settings.Demo ? server.AddDatabase(eventsdb) : null);
    }

    static Databases InAContainer(IDistributedApplicationBuilder builder, Settings settings)
    {
        if (settings.Demo)
            throw new DistributedApplicationException("The sample shop is published to Container Apps only: elsewhere nothing makes its database. Leave out --Demo.");

        // Outside a run nobody but the image itself creates the database.
        var server = builder.AddPostgres("postgres").WithDataVolume("waypost-postgres").WithEnvironment("POSTGRES_DB", waypostdb);
        return new(server.AddDatabase(waypostdb), null);
    }
}
