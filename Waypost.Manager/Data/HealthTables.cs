using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Waypost.Manager.Data;

/// <summary>Maps the health of experiments to tables.</summary>
internal sealed class HealthTables : IEntityTypeConfiguration<HealthProblem>, IEntityTypeConfiguration<HealthCheckRecord>
{
    public void Configure(EntityTypeBuilder<HealthProblem> table)
    {
        table.ToTable("health_problems");
        table.HasOne<Experiment>().WithMany().HasForeignKey(p => p.ExperimentId);
        // A problem is opened once, whichever manager finds it.
        table
            .HasIndex(p => new
            {
                p.ExperimentId,
                p.Code,
                p.Metric,
            })
            .IsUnique()
            .HasFilter("ended_at is null");
        table.HasIndex(p => p.ExperimentId);
    }

    public void Configure(EntityTypeBuilder<HealthCheckRecord> table)
    {
        table.ToTable("health_checks");
        table.HasKey(c => c.ExperimentId);
        table.Property(c => c.ExperimentId).ValueGeneratedNever();
        table.HasOne<Experiment>().WithOne().HasForeignKey<HealthCheckRecord>(c => c.ExperimentId);
        Tables.Json(table.Property(c => c.Checks));
    }
}
