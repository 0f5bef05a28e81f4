using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class HoldoutReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "end_moved",
                table: "holdouts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "report_metrics",
                table: "holdouts",
                type: "json",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "users_query",
                table: "holdouts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "holdout_jobs",
                columns: table => new
                {
                    holdout_id = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    job_id = table.Column<long>(type: "bigint", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holdout_jobs", x => new { x.holdout_id, x.number });
                    table.ForeignKey(
                        name: "fk_holdout_jobs_holdouts_holdout_id",
                        column: x => x.holdout_id,
                        principalTable: "holdouts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_holdout_jobs_jobs_job_id",
                        column: x => x.job_id,
                        principalTable: "jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_holdout_jobs_job_id",
                table: "holdout_jobs",
                column: "job_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "holdout_jobs");

            migrationBuilder.DropColumn(
                name: "end_moved",
                table: "holdouts");

            migrationBuilder.DropColumn(
                name: "report_metrics",
                table: "holdouts");

            migrationBuilder.DropColumn(
                name: "users_query",
                table: "holdouts");
        }
    }
}
