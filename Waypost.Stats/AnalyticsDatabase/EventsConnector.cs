using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Opens connections to customers' events databases, each new and kept by nobody.</summary>
internal sealed class EventsConnector(EventsHost hosts, PasswordVault passwords, IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>An open connection of a login that may only read, or an <see cref="EventsFault"/>.</summary>
    public async Task<EventsConnection> OpenAsync(EventsSource source, CancellationToken cancellationToken)
    {
        using var span = Instruments.Source.StartActivity("waypost.events.connect");
        var began = time.GetTimestamp();
        var settings = Settings(source, passwords.Open(source.ProtectedPassword));
        using var deadline = new CancellationTokenSource(options.Value.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        EventsConnection? connection = null;
        try
        {
            foreach (var address in await hosts.AddressesAsync(source.Host, either.Token))
            {
                connection = await DialAsync(settings, address, source, either.Token);
                if (connection is not null)
                {
                    break;
                }
            }

            if (connection is not null)
            {
                await LoginRights.CheckAsync(connection.Open, either.Token);
                return connection;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // told below, as if nobody were there
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
            throw;
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
        await SameTimeForAllAsync(began, cancellationToken);
        throw new EventsFault(
            CheckCodes.CannotConnect,
            "No PostgreSQL server could be reached there. Check host and port, and that the server's firewall lets Waypost's stats "
                + "worker in."
        );
    }

    /// <summary>
    /// A closed port answers at once and a filtered one never: who tries addresses must not learn which, so all take the whole time.
    /// </summary>
    private async Task SameTimeForAllAsync(long began, CancellationToken cancellationToken)
    {
        var left = options.Value.ConnectTimeout - time.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }
    }

    /// <summary>Null: nobody there that speaks PostgreSQL.</summary>
    private static async Task<EventsConnection?> DialAsync(
        NpgsqlConnectionStringBuilder settings,
        IPAddress address,
        EventsSource source,
        CancellationToken cancellationToken
    )
    {
        var builder = new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Host = address.ToString() }.ConnectionString
        );
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = source.Host); // the address is dialled, but the certificate must be the name's
        // A customer's SQL may hold anything, ids of users too. The session makes spans of its own that say what a query is for.
        builder.ConfigureTracing(tracing =>
            tracing.ConfigureCommandFilter(_ => false).ConfigureBatchFilter(_ => false).EnablePhysicalOpenTracing(false)
        );
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false)); // numbers and text are all that comes back
        var server = builder.Build();
        try
        {
            return new(server, await server.OpenConnectionAsync(cancellationToken));
        }
        catch (Exception fault)
        {
            await server.DisposeAsync();
            return Explained(fault, source) is { } explained ? throw explained : null;
        }
    }

    private static EventsFault? Explained(Exception fault, EventsSource source) =>
        fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                new(
                    CheckCodes.CannotLogIn,
                    $"The server refuses the login {source.Username}: check user name and password, and the server's pg_hba.conf.",
                    fault
                ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
                CheckCodes.CannotLogIn,
                $"The server has no database {source.Database}.",
                fault
            ),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new(
                CheckCodes.CannotLogIn,
                $"The login {source.Username} may not connect to {source.Database}. As its owner: grant connect on database "
                    + $"{Quote(source.Database)} to {Quote(source.Username)};",
                fault
            ),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new(
                CheckCodes.CannotConnect,
                "The server has no connection left: try again later, or raise its max_connections.",
                fault
            ),
            PostgresException refused => new(CheckCodes.CannotLogIn, $"The server refuses: {refused.MessageText}.", fault),
            NpgsqlException { InnerException: AuthenticationException } => new(
                CheckCodes.CannotConnect,
                $"The server's certificate is not accepted with TLS {source.SslMode}: it must be valid for {source.Host}, and "
                    + "its issuer known to the stats worker.",
                fault
            ),
            NpgsqlException { InnerException: SocketException or IOException or TimeoutException }
            or OperationCanceledException
            or TimeoutException => null,
            NpgsqlException { InnerException: null } said when said.Message.Contains("SSL", StringComparison.Ordinal) => new(
                CheckCodes.CannotConnect,
                $"The server offers no TLS, and {source.SslMode} asks for it.",
                fault
            ),
            NpgsqlException { InnerException: null } said when said.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => new(
                CheckCodes.CannotLogIn,
                "The server asks for a password, and none is set.",
                fault
            ),
            _ => null,
        };

    /// <summary>A fixed set of keywords: whatever somebody typed ends up as a value of one of them.</summary>
    private NpgsqlConnectionStringBuilder Settings(EventsSource source, string password) =>
        new()
        {
            Port = source.Port is > 0 and <= ushort.MaxValue
                ? source.Port
                : throw new EventsFault(CheckCodes.CannotConnect, "The port must lie between 1 and 65535."),
            Database = source.Database,
            Username = source.Username,
            Password = password,
            Passfile = "/nonexistent", // else an empty password would be looked up in the worker's own file
            SslMode = source.SslMode switch
            {
                "disable" => SslMode.Disable,
                "prefer" => SslMode.Prefer,
                "require" => SslMode.Require,
                "verify-ca" => SslMode.VerifyCA,
                "verify-full" => SslMode.VerifyFull,
                _ => throw new EventsFault(CheckCodes.CannotConnect, "sslMode must be disable, prefer, require, verify-ca or verify-full."),
            },
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Enlist = false,
            ApplicationName = "waypost",
            Timezone = "UTC",
            ClientEncoding = "UTF8",
            Timeout = Math.Max(1, (int)options.Value.ConnectTimeout.TotalSeconds),
            CommandTimeout = 0, // the session has a deadline of its own, over the whole query and not over each packet
            CancellationTimeout = (int)EventsSession.Grace.TotalMilliseconds,
            KeepAlive = 0,
            TcpKeepAlive = true,
        };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>An open connection, and what made it: kept apart from any pool, where the password would stay.</summary>
internal sealed class EventsConnection(NpgsqlDataSource server, NpgsqlConnection open) : IAsyncDisposable
{
    public NpgsqlConnection Open => open;

    public async ValueTask DisposeAsync()
    {
        await open.DisposeAsync();
        await server.DisposeAsync();
    }
}
