using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Waypost.Manager.Data;

/// <summary>Maps layers and holdouts to tables.</summary>
internal sealed class LayerTables : IEntityTypeConfiguration<Layer>, IEntityTypeConfiguration<Holdout>, IEntityTypeConfiguration<HoldoutJob>
{
    public void Configure(EntityTypeBuilder<Layer> table)
    {
        table.ToTable("layers");
        Keys.Configure(table.Property(l => l.Key));
        table.HasIndex(l => new { l.ProjectId, l.Key }).IsUnique();
        table.Property(l => l.Name).HasMaxLength(200);
        table.Property(l => l.Salt).HasMaxLength(32);
        table.HasOne<Project>().WithMany().HasForeignKey(l => l.ProjectId);
    }

    public void Configure(EntityTypeBuilder<Holdout> table)
    {
        table.ToTable("holdouts");
        // A project has at most one holdout that is on.
        table.HasIndex(h => h.ProjectId).IsUnique().HasFilter("ended_at is null");
        table.Property(h => h.Salt).HasMaxLength(32);
        table.HasOne<Project>().WithMany().HasForeignKey(h => h.ProjectId);
        Tables.Json(table.Property(h => h.ReportMetrics));
    }

    public void Configure(EntityTypeBuilder<HoldoutJob> table)
    {
        table.ToTable("holdout_jobs");
        table.HasKey(j => new { j.HoldoutId, j.Number });
        table.HasOne<Holdout>().WithMany().HasForeignKey(j => j.HoldoutId);
        table.HasOne(j => j.Job).WithMany().HasForeignKey(j => j.JobId);
    }
}
