using Microsoft.EntityFrameworkCore.Migrations;

namespace Waypost.Manager.Data;

/// <summary>Unique indexes over <c>lower(key)</c>, which EF's model cannot say: keys are unique without regard to case.</summary>
internal static class UniqueKeys
{
    public static void Create(MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql("create unique index ix_projects_lower_key on projects (lower(key));");
        migration.Sql("create unique index ix_environments_lower_key on environments (project_id, lower(key));");
        migration.Sql("create unique index ix_flags_lower_key on flags (project_id, lower(key));");
        migration.Sql("create unique index ix_segments_lower_key on segments (environment_id, lower(key));");
    }

    /// <summary>
    /// A deleted metric's key may be given again; and an environment's flag carries one running experiment, whoever starts it.
    /// </summary>
    public static void CreateForExperiments(MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql("create unique index ix_metrics_lower_key on metrics (project_id, lower(key)) where deleted_at is null;");
        migration.Sql(
            "create unique index ix_experiments_one_running on experiments (environment_id, lower(flag)) where status = 'running';"
        );
    }
}
