using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class ExperimentFlagBeforeAndPauses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "flag_before",
                table: "experiments",
                type: "json",
                nullable: true);

            // With a default, so that a manager of the previous version can still add rows.
            migrationBuilder.AddColumn<string>(
                name: "pauses",
                table: "experiments",
                type: "json",
                nullable: false,
                defaultValueSql: "'[]'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "flag_before",
                table: "experiments");

            migrationBuilder.DropColumn(
                name: "pauses",
                table: "experiments");
        }
    }
}
