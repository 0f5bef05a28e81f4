using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Testing;

namespace Waypost.Manager.Tests.Support;

/// <summary>A database with the manager's tables, empty, copied from a template that was migrated once.</summary>
public sealed class ManagerDatabase : FreshDatabase
{
    internal static ManagerDb Open(string connectionString) =>
        new(new DbContextOptionsBuilder<ManagerDb>().UseNpgsql(connectionString).UseSnakeCaseNamingConvention().Options);

    protected override async Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation)
    {
        await using var db = Open(connectionString);
        await db.Database.MigrateAsync(cancellation);
    }
}
