using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class GuardrailStop : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "guardrail_alarm",
                table: "experiments",
                type: "json",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "guardrail_stop",
                table: "experiments",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "guardrail_alarm",
                table: "experiments");

            migrationBuilder.DropColumn(
                name: "guardrail_stop",
                table: "experiments");
        }
    }
}
