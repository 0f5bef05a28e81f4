using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Waypost.Manager.Data;

/// <summary>Maps the jobs of metrics to a table.</summary>
internal sealed class MetricJobTable : IEntityTypeConfiguration<MetricJob>
{
    public void Configure(EntityTypeBuilder<MetricJob> table)
    {
        table.ToTable("metric_jobs");
        table.HasKey(j => new { j.MetricId, j.Number });
        table.HasOne<Metric>().WithMany().HasForeignKey(j => j.MetricId);
        table.HasOne(j => j.Job).WithMany().HasForeignKey(j => j.JobId);
    }
}
