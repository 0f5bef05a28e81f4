using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class MetricWindows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "metric_window_delay_hours",
                table: "projects",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "metric_window_hours",
                table: "projects",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "window_delay_hours",
                table: "metrics",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "window_hours",
                table: "metrics",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "metric_window_delay_hours",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "metric_window_hours",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "window_delay_hours",
                table: "metrics");

            migrationBuilder.DropColumn(
                name: "window_hours",
                table: "metrics");
        }
    }
}
