using System.Globalization;

namespace Waypost.Stats.AnalyticsDatabase;

/// <content>Types of columns and parameters.</content>
internal sealed partial class AnalyticsSession
{
    private const string Prepared = "waypost_prepared";

    /// <summary>
    /// The types of a query's parameters, without running it. A parameter declared as unknown gets its type from where it is used.
    /// </summary>
    public Task<IReadOnlyList<string>> ParameterTypesAsync(
        string sql,
        IReadOnlyList<string> declared,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) =>
        QueryAsync(
            "describe",
            limit,
            async token =>
            {
                await ExecuteAsync($"prepare {Prepared} ({string.Join(", ", declared)}) as {sql}", token);
                var types = new List<string>();
                await using (
                    var batch = Statement($"select unnest(parameter_types)::text from pg_prepared_statements where name = '{Prepared}'")
                )
                await using (var reader = await batch.ExecuteReaderAsync(token))
                {
                    while (await reader.ReadAsync(token))
                    {
                        types.Add(reader.GetString(0));
                    }
                }

                await ExecuteAsync($"deallocate {Prepared}", token);
                return (IReadOnlyList<string>)types;
            },
            cancellationToken
        );

    private async Task<Dictionary<uint, string>> TypesAsync(IEnumerable<uint> oids, CancellationToken cancellationToken)
    {
        var types = new Dictionary<uint, string>();
        var list = string.Join(", ", oids.Distinct().Select(oid => string.Create(CultureInfo.InvariantCulture, $"({oid}::oid)")));
        if (list.Length == 0)
        {
            return types;
        }
        await using var batch = Statement($"select o::int8, format_type(o, null) from (values {list}) as t(o)");
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            types[(uint)reader.GetInt64(0)] = reader.GetString(1);
        }
        return types;
    }
}
