using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Reads the manager's table <c>data_protection_keys</c>. Until the manager has created it, there are no keys.</summary>
internal sealed class ReadOnlyKeyRepository(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            using var command = database.CreateCommand("select xml from data_protection_keys where xml is not null order by id");
            using var rows = command.ExecuteReader();
            var keys = new List<XElement>();
            while (rows.Read())
            {
                keys.Add(XElement.Parse(rows.GetString(0)));
            }
            return keys;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
    }

    public void StoreElement(XElement element, string friendlyName) => throw new NotSupportedException("Only the manager creates keys.");
}
