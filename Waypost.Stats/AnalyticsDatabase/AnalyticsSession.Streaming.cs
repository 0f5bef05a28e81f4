using Npgsql;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Queries with a row per user, of which nothing is kept.</summary>
internal sealed partial class AnalyticsSession
{
    /// <summary>Reads one row after the other, and returns how many there were. Needs no more memory for many rows than for few.</summary>
    public Task<int> ReadEachAsync(
        string kind,
        string sql,
        Action<NpgsqlDataReader> read,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) =>
        MeasureAsync(
            kind,
            limit,
            async token =>
            {
                await using var batch = Statement(sql);
                await using var reader = await batch.ExecuteReaderAsync(token);
                var rows = 0;
                while (await reader.ReadAsync(token))
                {
                    read(reader);
                    rows++;
                }

                return rows;
            },
            rows => rows,
            cancellationToken
        );
}
