using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class BreakdownColumns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string[]>(
                name: "breakdown_columns",
                table: "events_databases",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "breakdown_columns",
                table: "events_databases");
        }
    }
}
