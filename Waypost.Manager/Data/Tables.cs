using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Waypost.Flags;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Data;

/// <summary>Maps entities to tables.</summary>
internal sealed class Tables
    : IEntityTypeConfiguration<Project>,
        IEntityTypeConfiguration<ProjectEnvironment>,
        IEntityTypeConfiguration<FlagDefinition>,
        IEntityTypeConfiguration<FlagSettings>,
        IEntityTypeConfiguration<SegmentDefinition>,
        IEntityTypeConfiguration<EnvironmentPatch>,
        IEntityTypeConfiguration<AuditEntry>,
        IEntityTypeConfiguration<StoredSdkKey>,
        IEntityTypeConfiguration<ProviderInstance>,
        IEntityTypeConfiguration<AccessToken>,
        IEntityTypeConfiguration<Deployment>,
        IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Project> table)
    {
        Keys.Configure(table.Property(p => p.Key));
        table.HasIndex(p => p.Key).IsUnique();
        table.Property(p => p.Name).HasMaxLength(200);
        table.Ignore(p => p.DefaultWindow);
    }

    public void Configure(EntityTypeBuilder<ProjectEnvironment> table)
    {
        table.ToTable("environments");
        Keys.Configure(table.Property(e => e.Key));
        table.HasIndex(e => new { e.ProjectId, e.Key }).IsUnique();
        table.Property(e => e.Name).HasMaxLength(200);
        table.Property(e => e.Epoch).HasMaxLength(32);
        table.Ignore(e => e.SnapshotVersion);
        table.HasOne(e => e.Project).WithMany(p => p.Environments).HasForeignKey(e => e.ProjectId);
    }

    public void Configure(EntityTypeBuilder<FlagDefinition> table)
    {
        table.ToTable("flags");
        Keys.Configure(table.Property(f => f.Key));
        table.HasIndex(f => new { f.ProjectId, f.Key }).IsUnique();
        table.Property(f => f.Name).HasMaxLength(200);
        table
            .Property(f => f.Type)
            .HasConversion(type => type.ToString().ToLowerInvariant(), text => Enum.Parse<FlagType>(text, true))
            .HasMaxLength(20);
        Json(table.Property(f => f.Variants));
        table.HasOne(f => f.Project).WithMany(p => p.Flags).HasForeignKey(f => f.ProjectId);
    }

    public void Configure(EntityTypeBuilder<FlagSettings> table)
    {
        table.ToTable("flag_settings");
        table.HasKey(s => new { s.EnvironmentId, s.FlagId });
        table.Property(s => s.OffVariant).HasMaxLength(Keys.Length);
        Json(table.Property(s => s.Assignments));
        Json(table.Property(s => s.Rules));
        Json(table.Property(s => s.Fallthrough));
        Json(table.Property(s => s.Experiment!));
        table.HasOne(s => s.Flag).WithMany(f => f.Settings).HasForeignKey(s => s.FlagId);
        table.HasOne(s => s.Environment).WithMany().HasForeignKey(s => s.EnvironmentId);
    }

    public void Configure(EntityTypeBuilder<SegmentDefinition> table)
    {
        table.ToTable("segments");
        Keys.Configure(table.Property(s => s.Key));
        table.HasIndex(s => new { s.EnvironmentId, s.Key }).IsUnique();
        table.Property(s => s.Name).HasMaxLength(200);
        Json(table.Property(s => s.Included));
        Json(table.Property(s => s.Excluded));
        Json(table.Property(s => s.Rules));
        table.HasOne(s => s.Environment).WithMany().HasForeignKey(s => s.EnvironmentId);
    }

    public void Configure(EntityTypeBuilder<EnvironmentPatch> table)
    {
        table.ToTable("environment_patches");
        table.HasKey(p => new { p.EnvironmentId, p.Version });
        Json(table.Property(p => p.Patch));
        table.HasOne(p => p.Environment).WithMany().HasForeignKey(p => p.EnvironmentId);
    }

    public void Configure(EntityTypeBuilder<AuditEntry> table)
    {
        table.ToTable("flag_events");
        table.Property(e => e.Type).HasMaxLength(60);
        Keys.Configure(table.Property(e => e.Flag));
        Keys.Configure(table.Property(e => e.Environment));
        table.Property(e => e.Actor).UseCollation(Keys.Collation);
        table.Property(e => e.Before).HasColumnType("jsonb");
        table.Property(e => e.After).HasColumnType("jsonb");
        table.HasOne<Project>().WithMany().HasForeignKey(e => e.ProjectId);
        table.HasIndex(e => new
        {
            e.ProjectId,
            e.Flag,
            e.Id,
        });
        table.HasIndex(e => e.ChangeId);
    }

    public void Configure(EntityTypeBuilder<StoredSdkKey> table)
    {
        table.ToTable("sdk_keys");
        table.Property(k => k.Kind).HasMaxLength(20);
        table.Property(k => k.Name).HasMaxLength(200);
        table.HasIndex(k => k.Hash).IsUnique();
        table.HasOne(k => k.Environment).WithMany().HasForeignKey(k => k.EnvironmentId);
    }

    public void Configure(EntityTypeBuilder<ProviderInstance> table)
    {
        table.ToTable("provider_instances");
        table.HasKey(p => p.InstanceId);
        Json(table.Property(p => p.Versions));
    }

    public void Configure(EntityTypeBuilder<AccessToken> table)
    {
        table.Property(t => t.Name).HasMaxLength(200);
        table.HasIndex(t => t.Hash).IsUnique();
        table.HasOne(t => t.User).WithMany().HasForeignKey(t => t.UserId);
    }

    public void Configure(EntityTypeBuilder<Deployment> table)
    {
        table.ToTable("deployment", t => t.HasCheckConstraint("ck_deployment_single_row", "id = 1"));
        table.Property(d => d.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Job> table)
    {
        string[] statuses = [JobStatus.Queued, JobStatus.Running, JobStatus.Succeeded, JobStatus.Failed, JobStatus.Cancelled];
        var quoted = string.Join(',', statuses.Select(status => $"'{status}'"));
        table.ToTable("jobs", t => t.HasCheckConstraint("ck_jobs_status", $"status in ({quoted})"));
        table.Property(j => j.Payload).HasColumnType("jsonb");
        table.Property(j => j.Progress).HasColumnType("jsonb");
        table.Property(j => j.Result).HasColumnType("jsonb");
        table.Property(j => j.Status).HasDefaultValue(JobStatus.Queued);
        table.Property(j => j.Attempts).HasDefaultValue(0);
        table.Property(j => j.FencingToken).HasDefaultValue(0L);
        table.Property(j => j.CreatedAt).HasDefaultValueSql("now()");
        table.HasIndex(j => new { j.Status, j.Id });
    }

    /// <summary>
    /// Stored as <c>json</c>, not <c>jsonb</c>: the order of variants and the exact text of numbers are part of what the user wrote.
    /// </summary>
    internal static void Json<T>(PropertyBuilder<T> property)
        where T : class
    {
        var type = ModelJsonContext.TypeOf<T>();
        property.HasColumnType("json");
        property.HasConversion(
            new ValueConverter<T, string>(value => JsonSerializer.Serialize(value, type), text => JsonSerializer.Deserialize(text, type)!),
            new ValueComparer<T>(
                (a, b) => JsonSerializer.Serialize(a!, type) == JsonSerializer.Serialize(b!, type),
                value => JsonSerializer.Serialize(value, type).GetHashCode(StringComparison.Ordinal),
                value => value
            )
        );
    }
}
