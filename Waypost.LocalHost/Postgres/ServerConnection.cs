using Npgsql;

namespace Waypost.LocalHost.Postgres;

/// <summary>The few questions LocalHost asks a running server. Connections are not kept: a pooled one would outlive a restart.</summary>
internal sealed class ServerConnection(string connectionString)
{
    private readonly string connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ConnectionString;

    internal static string To(int port, string password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Cluster.SuperUser,
        Password = password,
        Database = database,
    }.ConnectionString;

    internal async Task<bool> AcceptsAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
