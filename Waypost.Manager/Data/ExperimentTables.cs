using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>Maps experiments, metrics and their jobs to tables.</summary>
internal sealed class ExperimentTables
    : IEntityTypeConfiguration<AnalyticsDatabase>,
        IEntityTypeConfiguration<Metric>,
        IEntityTypeConfiguration<Experiment>,
        IEntityTypeConfiguration<ExperimentJob>,
        IEntityTypeConfiguration<Schedule>
{
    public void Configure(EntityTypeBuilder<AnalyticsDatabase> table)
    {
        table.ToTable("events_databases");
        table.HasKey(d => d.ProjectId);
        table.Property(d => d.ProjectId).ValueGeneratedNever();
        table.HasOne<Project>().WithOne().HasForeignKey<AnalyticsDatabase>(d => d.ProjectId);
    }

    public void Configure(EntityTypeBuilder<Metric> table)
    {
        table.ToTable("metrics");
        Keys.Configure(table.Property(m => m.Key));
        // The key of a deleted metric can be used again.
        table.HasIndex(m => new { m.ProjectId, m.Key }).IsUnique().HasFilter("deleted_at is null");
        table.HasIndex(m => m.ProjectId);
        table.Property(m => m.Name).HasMaxLength(200);
        table
            .Property(m => m.Type)
            .HasConversion(type => type.ToString().ToLowerInvariant(), text => Enum.Parse<MetricType>(text, true))
            .HasMaxLength(20);
        table
            .Property(m => m.Goal)
            .HasConversion(goal => goal.ToString().ToLowerInvariant(), text => Enum.Parse<MetricGoal>(text, true))
            .HasMaxLength(20);
        table
            .Property(m => m.CheckState)
            .HasConversion(check => check.ToString().ToLowerInvariant(), text => Enum.Parse<MetricCheck>(text, true))
            .HasMaxLength(20)
            .HasDefaultValue(MetricCheck.Unchecked);
        Tables.Json(table.Property(m => m.Steps!));
        table.Ignore(m => m.CheckResult);
        table.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId);
    }

    public void Configure(EntityTypeBuilder<Experiment> table)
    {
        table.ToTable("experiments", t => t.HasCheckConstraint("ck_experiments_status", "status in ('draft','running','stopped')"));
        Keys.Configure(table.Property(e => e.Flag));
        // A flag has at most one running experiment per environment.
        table.HasIndex(e => new { e.EnvironmentId, e.Flag }).IsUnique().HasFilter("status = 'running'");
        table.HasIndex(e => e.EnvironmentId);
        table.Property(e => e.Name).HasMaxLength(200);
        table.Property(e => e.Control).HasMaxLength(Keys.Length);
        table.Property(e => e.Winner).HasMaxLength(Keys.Length);
        table.Property(e => e.Status).HasMaxLength(20);
        Tables.Json(table.Property(e => e.Rollout));
        Tables.Json(table.Property(e => e.Metrics));
        Tables.Json(table.Property(e => e.Pauses));
        Tables.Json(table.Property(e => e.FlagBefore!));
        table.Ignore(e => e.IsRunning);
        table.Ignore(e => e.IsPaused);
        table.HasOne<Project>().WithMany().HasForeignKey(e => e.ProjectId);
        table.HasOne(e => e.Environment).WithMany().HasForeignKey(e => e.EnvironmentId);
        table.HasIndex(e => new
        {
            e.ProjectId,
            e.Status,
            e.Id,
        });
    }

    public void Configure(EntityTypeBuilder<ExperimentJob> table)
    {
        table.ToTable("experiment_jobs");
        table.HasKey(j => new
        {
            j.ExperimentId,
            j.Kind,
            j.Number,
        });
        table.Property(j => j.Kind).HasMaxLength(20);
        table.HasOne<Experiment>().WithMany().HasForeignKey(j => j.ExperimentId);
        table.HasOne(j => j.Job).WithMany().HasForeignKey(j => j.JobId);
    }

    public void Configure(EntityTypeBuilder<Schedule> table)
    {
        table.ToTable("schedules");
        table.HasKey(s => s.Name);
        table.Property(s => s.Name).HasMaxLength(Keys.Length);
    }
}
