using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Opens connections to customers' analytics databases, without a pool.</summary>
internal sealed class AnalyticsConnector(HostResolver hosts, PasswordDecryptor passwords, IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>Opens a connection with a read-only login, or throws an <see cref="AnalyticsDatabaseException"/>.</summary>
    public async Task<AnalyticsConnection> OpenAsync(AnalyticsSource source, CancellationToken cancellationToken)
    {
        using var span = Instruments.Source.StartActivity("waypost.events.connect");
        var started = time.GetTimestamp();
        var settings = Settings(source, passwords.Decrypt(source.ProtectedPassword));
        using var deadline = new CancellationTokenSource(options.Value.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        AnalyticsConnection? connection = null;
        try
        {
            foreach (var address in await hosts.ResolveAsync(source.Host, either.Token))
            {
                connection = await TryConnectAsync(settings, address, source, either.Token);
                if (connection is not null)
                {
                    break;
                }
            }

            if (connection is not null)
            {
                await LoginPrivileges.EnsureReadOnlyAsync(connection.Open, either.Token);
                return connection;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A timeout is reported below, in the same words as a closed port.
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
        await WaitForTimeoutAsync(started, cancellationToken);
        throw new AnalyticsDatabaseException(
            CheckCodes.CannotConnect,
            "No PostgreSQL server responds at this address. Check host and port, and that the server's firewall allows the stats worker."
        );
    }

    /// <summary>
    /// A closed port is reported at once and a filtered one never. All failures take the same time, so that nobody can scan a network by
    /// entering addresses.
    /// </summary>
    private async Task WaitForTimeoutAsync(long started, CancellationToken cancellationToken)
    {
        var remaining = options.Value.ConnectTimeout - time.GetElapsedTime(started);
        if (remaining > TimeSpan.Zero)
        {
            await Task.Delay(remaining, time, cancellationToken);
        }
    }

    /// <summary>Null if no PostgreSQL server responds there.</summary>
    private static async Task<AnalyticsConnection?> TryConnectAsync(
        NpgsqlConnectionStringBuilder settings,
        IPAddress address,
        AnalyticsSource source,
        CancellationToken cancellationToken
    )
    {
        var builder = new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Host = address.ToString() }.ConnectionString
        );
        // Npgsql connects to the checked address, but the certificate must be the host name's.
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = source.Host);
        // A customer's SQL may hold personal data, so Npgsql must not trace it. The session has spans of its own.
        builder.ConfigureTracing(tracing =>
            tracing.ConfigureCommandFilter(_ => false).ConfigureBatchFilter(_ => false).EnablePhysicalOpenTracing(false)
        );
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false)); // only numbers and text are read
        var server = builder.Build();
        try
        {
            return new(server, await server.OpenConnectionAsync(cancellationToken));
        }
        catch (Exception exception)
        {
            await server.DisposeAsync();
            return ConnectionFailure.Explain(exception, source) is { } explained ? throw explained : null;
        }
    }

    /// <summary>A fixed set of keywords, so that whatever a user enters is only ever a value.</summary>
    private NpgsqlConnectionStringBuilder Settings(AnalyticsSource source, string password) =>
        new()
        {
            Port = source.Port is > 0 and <= ushort.MaxValue
                ? source.Port
                : throw new AnalyticsDatabaseException(CheckCodes.CannotConnect, "The port must be between 1 and 65535."),
            Database = source.Database,
            Username = source.Username,
            Password = password,
            Passfile = "/nonexistent", // otherwise Npgsql looks up an empty password in the worker's own file
            SslMode = source.SslMode switch
            {
                "disable" => SslMode.Disable,
                "prefer" => SslMode.Prefer,
                "require" => SslMode.Require,
                "verify-ca" => SslMode.VerifyCA,
                "verify-full" => SslMode.VerifyFull,
                _ => throw new AnalyticsDatabaseException(
                    CheckCodes.CannotConnect,
                    "sslMode must be disable, prefer, require, verify-ca or verify-full."
                ),
            },
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Enlist = false,
            ApplicationName = "waypost",
            Timezone = "UTC",
            ClientEncoding = "UTF8",
            Timeout = Math.Max(1, (int)options.Value.ConnectTimeout.TotalSeconds),
            CommandTimeout = 0, // QueryDeadline limits the whole query; this would limit each read
            CancellationTimeout = (int)QueryDeadline.Grace.TotalMilliseconds,
            KeepAlive = 0,
            TcpKeepAlive = true,
        };
}

/// <summary>An open connection and its data source. Not pooled, because a pool would keep the password.</summary>
internal sealed class AnalyticsConnection(NpgsqlDataSource server, NpgsqlConnection open) : IAsyncDisposable
{
    public NpgsqlConnection Open => open;

    public async ValueTask DisposeAsync()
    {
        await open.DisposeAsync();
        await server.DisposeAsync();
    }
}
