using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Data;

namespace Waypost.Manager.Tests.Support;

/// <summary>All tables as text, as pg_dump would write them.</summary>
internal static class Dump
{
    public static async Task<string> OfAsync(ManagerDb db, params string[] except)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await connection.OpenAsync(cancellation);
        var text = new StringBuilder();
        foreach (var table in (await TablesAsync(connection)).Except(except))
        {
            using var copy = await connection.BeginTextExportAsync(
                $"copy (select * from \"{table}\" order by 1, 2) to stdout",
                cancellation
            );
            text.AppendLine(CultureInfo.InvariantCulture, $"# {table}").Append(await copy.ReadToEndAsync(cancellation));
        }

        return text.ToString();
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select tablename from pg_tables where schemaname = 'public' order by 1", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
