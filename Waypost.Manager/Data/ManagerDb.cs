using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Waypost.Manager.Data;

/// <summary>The manager's database.</summary>
internal sealed class ManagerDb(DbContextOptions<ManagerDb> options) : IdentityUserContext<User, long>(options), IDataProtectionKeyContext
{
    public DbSet<Project> Projects => Set<Project>();

    public DbSet<ProjectEnvironment> Environments => Set<ProjectEnvironment>();

    public DbSet<FlagDefinition> Flags => Set<FlagDefinition>();

    public DbSet<FlagSettings> FlagSettings => Set<FlagSettings>();

    public DbSet<SegmentDefinition> Segments => Set<SegmentDefinition>();

    public DbSet<EnvironmentPatch> Patches => Set<EnvironmentPatch>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<StoredSdkKey> SdkKeys => Set<StoredSdkKey>();

    public DbSet<ProviderInstance> Providers => Set<ProviderInstance>();

    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    public DbSet<Deployment> Deployments => Set<Deployment>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<AnalyticsDatabase> AnalyticsDatabases => Set<AnalyticsDatabase>();

    public DbSet<Metric> Metrics => Set<Metric>();

    public DbSet<Experiment> Experiments => Set<Experiment>();

    public DbSet<Layer> Layers => Set<Layer>();

    public DbSet<Holdout> Holdouts => Set<Holdout>();

    public DbSet<HoldoutJob> HoldoutJobs => Set<HoldoutJob>();

    public DbSet<ExperimentJob> ExperimentJobs => Set<ExperimentJob>();

    public DbSet<MetricJob> MetricJobs => Set<MetricJob>();

    public DbSet<ShareLink> ShareLinks => Set<ShareLink>();

    public DbSet<AnalysisLook> AnalysisLooks => Set<AnalysisLook>();

    public DbSet<HealthProblem> HealthProblems => Set<HealthProblem>();

    public DbSet<HealthCheckRecord> HealthChecks => Set<HealthCheckRecord>();

    public DbSet<Schedule> Schedules => Set<Schedule>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasCollation(Keys.Collation, locale: "und-u-ks-level2", provider: "icu", deterministic: false);
        builder.Entity<User>(table =>
        {
            table.ToTable("users");
            table.Property(u => u.Name).HasMaxLength(200);
            table.Property(u => u.Role).HasMaxLength(20);
        });
        builder.Entity<IdentityUserClaim<long>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<long>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<long>>().ToTable("user_tokens");
        builder.ApplyConfigurationsFromAssembly(typeof(ManagerDb).Assembly);
    }
}
