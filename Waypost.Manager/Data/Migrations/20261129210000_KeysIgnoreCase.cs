using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class KeysIgnoreCase : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            LowerKeyIndexes.Drop(migrationBuilder);

            migrationBuilder.DropIndex(
                name: "ix_segments_environment_id",
                table: "segments");

            migrationBuilder.DropIndex(
                name: "ix_flags_project_id",
                table: "flags");

            migrationBuilder.DropIndex(
                name: "ix_environments_project_id",
                table: "environments");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:CollationDefinition:ignore_case", "und-u-ks-level2,und-u-ks-level2,icu,False");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "segments",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "projects",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "metrics",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "flags",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);

            migrationBuilder.AlterColumn<string>(
                name: "flag",
                table: "flag_events",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "environment",
                table: "flag_events",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "actor",
                table: "flag_events",
                type: "text",
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AlterColumn<string>(
                name: "flag",
                table: "experiments",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "environments",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                collation: "ignore_case",
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);

            migrationBuilder.CreateIndex(
                name: "ix_segments_environment_id_key",
                table: "segments",
                columns: new[] { "environment_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_projects_key",
                table: "projects",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_metrics_project_id_key",
                table: "metrics",
                columns: new[] { "project_id", "key" },
                unique: true,
                filter: "deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_flags_project_id_key",
                table: "flags",
                columns: new[] { "project_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_experiments_environment_id_flag",
                table: "experiments",
                columns: new[] { "environment_id", "flag" },
                unique: true,
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_environments_project_id_key",
                table: "environments",
                columns: new[] { "project_id", "key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_segments_environment_id_key",
                table: "segments");

            migrationBuilder.DropIndex(
                name: "ix_projects_key",
                table: "projects");

            migrationBuilder.DropIndex(
                name: "ix_metrics_project_id_key",
                table: "metrics");

            migrationBuilder.DropIndex(
                name: "ix_flags_project_id_key",
                table: "flags");

            migrationBuilder.DropIndex(
                name: "ix_experiments_environment_id_flag",
                table: "experiments");

            migrationBuilder.DropIndex(
                name: "ix_environments_project_id_key",
                table: "environments");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "segments",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "projects",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "metrics",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "flags",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "flag",
                table: "flag_events",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldNullable: true,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "environment",
                table: "flag_events",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldNullable: true,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "actor",
                table: "flag_events",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "flag",
                table: "experiments",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldCollation: "ignore_case");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "environments",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100,
                oldCollation: "ignore_case");

            migrationBuilder.CreateIndex(
                name: "ix_segments_environment_id",
                table: "segments",
                column: "environment_id");

            migrationBuilder.CreateIndex(
                name: "ix_flags_project_id",
                table: "flags",
                column: "project_id");

            migrationBuilder.CreateIndex(
                name: "ix_environments_project_id",
                table: "environments",
                column: "project_id");

            // Last, because the columns above depend on it until here.
            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:CollationDefinition:ignore_case", "und-u-ks-level2,und-u-ks-level2,icu,False");

            LowerKeyIndexes.Create(migrationBuilder);
            LowerKeyIndexes.CreateForExperiments(migrationBuilder);
        }
    }
}
