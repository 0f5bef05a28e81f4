using System.Globalization;
using Microsoft.Extensions.Options;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Begins what queries run in: a new connection, checked, in a read-only transaction that cannot be made anything else.</summary>
internal sealed class EventsSessions(EventsConnector connector, IOptions<StatsOptions> options, Instruments instruments, TimeProvider time)
{
    /// <summary>A session whose queries all see the database at one moment, or an <see cref="EventsFault"/>.</summary>
    public async Task<EventsSession> BeginAsync(EventsSource source, CancellationToken cancellationToken)
    {
        var connection = await connector.OpenAsync(source, cancellationToken);
        var session = new EventsSession(connection, instruments, time);
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

    /// <summary>Set by a query, which also fixes the transaction's mode. Names and values are ours.</summary>
    private static string Settings(StatsOptions options)
    {
        (string Name, string Value)[] settings =
        [
            ("lock_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("work_mem", string.Create(CultureInfo.InvariantCulture, $"{options.WorkMemoryMegabytes}MB")),
            ("standard_conforming_strings", "on"), // the gate reads strings so
            ("client_connection_check_interval", "5s"), // 14 and later: a query whose worker died ends
            ("client_min_messages", "error"),
        ];
        var values = string.Join(", ", settings.Select(setting => $"('{setting.Name}', '{setting.Value}')"));
        // pg_catalog first: a function of the allow-list is PostgreSQL's own, whatever the login's search_path puts before it.
        return $"""
            select set_config(s.name, s.value, true) from (values {values}) as s(name, value) join pg_catalog.pg_settings using (name)
            union all select set_config('search_path', 'pg_catalog, ' || current_setting('search_path'), true)
            """;
    }
}
