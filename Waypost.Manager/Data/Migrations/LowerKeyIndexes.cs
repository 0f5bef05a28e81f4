using Microsoft.EntityFrameworkCore.Migrations;

namespace Waypost.Manager.Data.Migrations;

/// <summary>The unique indexes over <c>lower(key)</c> of the first migrations; a collation that ignores case has replaced them.</summary>
internal static class LowerKeyIndexes
{
    public static void Create(MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql("create unique index ix_projects_lower_key on projects (lower(key));");
        migration.Sql("create unique index ix_environments_lower_key on environments (project_id, lower(key));");
        migration.Sql("create unique index ix_flags_lower_key on flags (project_id, lower(key));");
        migration.Sql("create unique index ix_segments_lower_key on segments (environment_id, lower(key));");
    }

    public static void CreateForExperiments(MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql("create unique index ix_metrics_lower_key on metrics (project_id, lower(key)) where deleted_at is null;");
        migration.Sql(
            "create unique index ix_experiments_one_running on experiments (environment_id, lower(flag)) where status = 'running';"
        );
    }

    public static void Drop(MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(
            "drop index ix_projects_lower_key, ix_environments_lower_key, ix_flags_lower_key, ix_segments_lower_key, "
                + "ix_metrics_lower_key, ix_experiments_one_running;"
        );
    }
}
