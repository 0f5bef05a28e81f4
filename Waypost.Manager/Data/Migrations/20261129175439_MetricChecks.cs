using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class MetricChecks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "check_message",
                table: "metrics",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "check_state",
                table: "metrics",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "unchecked");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "check_message",
                table: "metrics");

            migrationBuilder.DropColumn(
                name: "check_state",
                table: "metrics");
        }
    }
}
