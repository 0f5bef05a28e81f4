using System.Globalization;
using Microsoft.Extensions.Options;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Begins sessions: a new connection with a checked login, in a read-only transaction whose mode cannot be changed.</summary>
internal sealed class AnalyticsSessionFactory(
    AnalyticsConnector connector,
    IOptions<StatsOptions> options,
    Instruments instruments,
    TimeProvider time
)
{
    /// <summary>
    /// Begins a session whose queries all see the same state of the database. Throws an <see cref="AnalyticsDatabaseException"/>.
    /// </summary>
    public async Task<AnalyticsSession> BeginAsync(AnalyticsSource source, CancellationToken cancellationToken)
    {
        var connection = await connector.OpenAsync(source, cancellationToken);
        var session = new AnalyticsSession(connection, instruments, time);
        try
        {
            await session.BeginAsync(Settings(options.Value), options.Value.ConnectTimeout, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Set with a query, because the transaction's mode cannot be changed after it. Names and values are constants.</summary>
    private static string Settings(StatsOptions options)
    {
        (string Name, string Value)[] settings =
        [
            ("lock_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("work_mem", string.Create(CultureInfo.InvariantCulture, $"{options.WorkMemoryMegabytes}MB")),
            ("standard_conforming_strings", "on"), // the SQL check relies on it
            ("client_connection_check_interval", "5s"), // PostgreSQL 14 and later: ends queries whose worker died
            ("client_min_messages", "error"),
        ];
        var values = string.Join(", ", settings.Select(setting => $"('{setting.Name}', '{setting.Value}')"));
        // pg_catalog first, so that an allowed function is PostgreSQL's own, whatever the login's search_path says.
        return $"""
            select set_config(s.name, s.value, true) from (values {values}) as s(name, value) join pg_catalog.pg_settings using (name)
            union all select set_config('search_path', 'pg_catalog, ' || current_setting('search_path'), true)
            """;
    }
}
