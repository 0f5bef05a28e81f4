using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Waypost.Manager.Data.Migrations
{
    /// <inheritdoc />
    public partial class LayersAndHoldouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "layer_id",
                table: "experiments",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "layer_share",
                table: "experiments",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "participation",
                table: "experiments",
                type: "json",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "holdouts",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    project_id = table.Column<int>(type: "integer", nullable: false),
                    salt = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    share = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_by = table.Column<string>(type: "text", nullable: false),
                    planned_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holdouts", x => x.id);
                    table.ForeignKey(
                        name: "fk_holdouts_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "layers",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    project_id = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "ignore_case"),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    salt = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_layers", x => x.id);
                    table.ForeignKey(
                        name: "fk_layers_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_experiments_layer_id",
                table: "experiments",
                column: "layer_id");

            migrationBuilder.CreateIndex(
                name: "ix_holdouts_project_id",
                table: "holdouts",
                column: "project_id",
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_layers_project_id_key",
                table: "layers",
                columns: new[] { "project_id", "key" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_experiments_layers_layer_id",
                table: "experiments",
                column: "layer_id",
                principalTable: "layers",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_experiments_layers_layer_id",
                table: "experiments");

            migrationBuilder.DropTable(
                name: "holdouts");

            migrationBuilder.DropTable(
                name: "layers");

            migrationBuilder.DropIndex(
                name: "ix_experiments_layer_id",
                table: "experiments");

            migrationBuilder.DropColumn(
                name: "layer_id",
                table: "experiments");

            migrationBuilder.DropColumn(
                name: "layer_share",
                table: "experiments");

            migrationBuilder.DropColumn(
                name: "participation",
                table: "experiments");
        }
    }
}
