using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Waypost.ServiceDefaults.KeyRing;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>The manager's side of the key ring: creates keys and encrypts with them.</summary>
internal sealed class ManagerKeyRing : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly IHost host;

    public ManagerKeyRing(string connectionString, string secret)
    {
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new(SharedKeyRing.Setting, secret)]);
        builder.Logging.ClearProviders();
        builder.AddSharedKeyRing();
        builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new Table(database));
        host = builder.Build();
    }

    public string Protect(string password) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector(AnalyticsSource.PasswordPurpose).Protect(password);

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await database.DisposeAsync();
    }

    private sealed class Table(NpgsqlDataSource database) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var rows = database.CreateCommand("select xml from data_protection_keys").ExecuteReader();
            var all = new List<XElement>();
            while (rows.Read())
            {
                all.Add(XElement.Parse(rows.GetString(0)));
            }
            return all;
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var insert = database.CreateCommand("insert into data_protection_keys (friendly_name, xml) values ($1, $2)");
            insert.Parameters.Add(new() { Value = friendlyName });
            insert.Parameters.Add(new() { Value = element.ToString() });
            insert.ExecuteNonQuery();
        }
    }
}
