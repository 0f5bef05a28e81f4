using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Waypost.Manager.Data;

/// <summary>For <c>dotnet ef migrations add</c>, which needs the model and never connects.</summary>
internal sealed class DesignTimeManagerDbFactory : IDesignTimeDbContextFactory<ManagerDb>
{
    public ManagerDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ManagerDb>().UseNpgsql("Host=localhost").UseSnakeCaseNamingConvention().Options);
}
