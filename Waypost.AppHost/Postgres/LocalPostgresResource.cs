namespace Waypost.AppHost.Postgres;

/// <summary>A PostgreSQL server that runs as a local process: for machines without a container engine, and for tests.</summary>
internal sealed class LocalPostgresResource(string name, ParameterResource password, int port)
    : ExecutableResource(name, command: "postgres", workingDirectory: "."),
        IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    private PostgresFiles? files;

    /// <summary>Set before the first start.</summary>
    public PostgresFiles Files
    {
        get => files ?? throw new InvalidOperationException("The files are prepared before the server starts.");
        set => files = value;
    }

    /// <summary>The databases to create when the server is ready.</summary>
    public IList<LocalDatabaseResource> Databases { get; } = [];

    public int Port => port;

    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>The connection string of the server, without a database.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};Username={PostgresFiles.SuperUser};Password={password}"
        );
}

/// <summary>A database of that server.</summary>
internal sealed class LocalDatabaseResource(string name, LocalPostgresResource server)
    : Resource(name),
        IResourceWithParent<LocalPostgresResource>,
        IResourceWithConnectionString
{
    public LocalPostgresResource Parent => server;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{server};Database={Name}");
}
