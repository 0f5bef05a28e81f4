using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Settings;

/// <summary>A flag's settings in an environment.</summary>
internal static class GetSettings
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<SettingsView>> HandleAsync(FlagAddress address, CancellationToken cancellationToken)
        {
            var row = await db
                .FlagSettings.AsNoTracking()
                .Include(s => s.Flag)
                .Include(s => s.Environment)
                .SingleOrDefaultAsync(
                    s => s.Flag.Project.Key == address.Project && s.Environment.Key == address.Environment && s.Flag.Key == address.Flag,
                    cancellationToken
                );
            return row is null ? address.NotFound() : SettingsView.Of(row, row.Flag, row.Environment, row.Environment.Version);
        }
    }

    public static void Map(RouteGroupBuilder settings) =>
        settings
            .MapGet(
                "",
                async Task<Results<Ok<SettingsView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string flag,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, environment, flag), cancellationToken)).ToOk(response, s => s.Revision)
            )
            .WithName("GetFlagSettings")
            .WithSummary("Read a flag's settings in an environment");
}
