using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class AnalysisLooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "analysis_looks",
                columns: table => new
                {
                    experiment_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    metric = table.Column<string>(type: "text", nullable: false),
                    variant = table.Column<string>(type: "text", nullable: false),
                    basis = table.Column<string>(type: "text", nullable: false),
                    phase = table.Column<int>(type: "integer", nullable: false),
                    control = table.Column<string>(type: "text", nullable: false),
                    analyzed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    data_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    planned_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    users = table.Column<long>(type: "bigint", nullable: true),
                    control_users = table.Column<long>(type: "bigint", nullable: true),
                    mean = table.Column<double>(type: "double precision", nullable: true),
                    control_mean = table.Column<double>(type: "double precision", nullable: true),
                    difference = table.Column<double>(type: "double precision", nullable: true),
                    lift = table.Column<double>(type: "double precision", nullable: true),
                    difference_low = table.Column<double>(type: "double precision", nullable: true),
                    difference_high = table.Column<double>(type: "double precision", nullable: true),
                    lift_low = table.Column<double>(type: "double precision", nullable: true),
                    lift_high = table.Column<double>(type: "double precision", nullable: true),
                    always_valid_p = table.Column<double>(type: "double precision", nullable: true),
                    fixed_p = table.Column<double>(type: "double precision", nullable: true),
                    fixed_low = table.Column<double>(type: "double precision", nullable: true),
                    fixed_high = table.Column<double>(type: "double precision", nullable: true),
                    decision = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_analysis_looks", x => new { x.experiment_id, x.metric, x.variant, x.number, x.basis });
                    table.ForeignKey(
                        name: "fk_analysis_looks_experiments_experiment_id",
                        column: x => x.experiment_id,
                        principalTable: "experiments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            AnalysisLooksTrigger.Create(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            AnalysisLooksTrigger.Drop(migrationBuilder);
            migrationBuilder.DropTable(
                name: "analysis_looks");
        }
    }
}
