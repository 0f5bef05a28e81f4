using Microsoft.Extensions.DependencyInjection;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Postgres;

/// <summary>
/// Adds a local PostgreSQL server and its databases to the model. <see cref="PrepareStart"/> prepares its files.
/// </summary>
internal static class LocalPostgres
{
    public static IResourceBuilder<LocalPostgresResource> AddLocalPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource> password,
        int port
    ) =>
        builder
            .AddResource(new LocalPostgresResource(name, password.Resource, port))
            .WithIconName("DatabaseMultiple")
            .WithArgs(AddCommandLine)
            .WithEndpoint(
                LocalPostgresResource.EndpointName,
                endpoint =>
                {
                    endpoint.UriScheme = "postgresql";
                    endpoint.Port = endpoint.TargetPort = port;
                    endpoint.IsProxied = false; // a proxy would slow down every statement
                }
            )
            .RestartOnExit()
            .WithUrlForEndpoint(
                LocalPostgresResource.EndpointName,
                url => url.DisplayText = $"PostgreSQL {((LocalPostgresResource)url.Endpoint!.Resource).Files.Binaries.Major}, port {port}"
            )
            .WithConnectionCheck(database: "postgres")
            // A killed server leaves a file with its process id, which may belong to another process by now.
            .OnBeforeResourceStarted(
                (server, _, cancellationToken) => PostmasterFile.ClearAsync(server.Files.Directory, TimeProvider.System, cancellationToken)
            )
            .OnResourceReady(CreateDatabasesAsync);

    public static IResourceBuilder<LocalDatabaseResource> AddDatabase(this IResourceBuilder<LocalPostgresResource> server, string name)
    {
        var database = new LocalDatabaseResource(name, server.Resource);
        server.Resource.Databases.Add(database);
        return server.ApplicationBuilder.AddResource(database).WithIconName("Database").WithConnectionCheck(name);
    }

    private static void AddCommandLine(CommandLineArgsCallbackContext context)
    {
        var server = (LocalPostgresResource)context.Resource;
        foreach (var argument in server.Files.ServerCommand(server.Port).Arguments)
        {
            context.Args.Add(argument);
        }
    }

    private static async Task CreateDatabasesAsync(
        LocalPostgresResource server,
        ResourceReadyEvent ready,
        CancellationToken cancellationToken
    )
    {
        var connectionString = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
        var notifications = ready.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var database in server.Databases)
        {
            await new ServerConnection($"{connectionString};Database={database.Name}", server.Name).EnsureDatabaseAsync(cancellationToken);
            // The orchestrator sets a state only for what it runs itself and for children of containers.
            await notifications.PublishUpdateAsync(database, snapshot => snapshot with { State = KnownResourceStates.Running });
        }
    }

    private static IResourceBuilder<T> WithConnectionCheck<T>(this IResourceBuilder<T> resource, string database)
        where T : IResourceWithConnectionString
    {
        string? connectionString = null;
        var key = $"{resource.Resource.Name}_check";
        resource
            .ApplicationBuilder.Services.AddHealthChecks()
            .AddNpgSql(_ => connectionString ?? throw new InvalidOperationException("The connection string is not known yet."), name: key);
        return resource
            .OnConnectionStringAvailable(
                async (available, _, cancellationToken) =>
                    connectionString =
                        // Not pooled: a pooled connection would not notice that the server died.
                        $"{await available.GetConnectionStringAsync(cancellationToken)};Database={database};Pooling=false"
            )
            .WithHealthCheck(key);
    }
}
