using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Features.Account;
using Waypost.Manager.Features.AnalyticsDatabase;
using Waypost.Manager.Features.ApiDocs;
using Waypost.Manager.Features.AuditLog;
using Waypost.Manager.Features.Environments;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Features.Experiments.HoldoutReports;
using Waypost.Manager.Features.Flags;
using Waypost.Manager.Features.Layers;
using Waypost.Manager.Features.Metrics;
using Waypost.Manager.Features.Playground;
using Waypost.Manager.Features.Projects;
using Waypost.Manager.Features.Providers;
using Waypost.Manager.Features.SdkKeys;
using Waypost.Manager.Features.Segments;
using Waypost.Manager.Features.Settings;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Features.Tokens;
using Waypost.Manager.Features.Users;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features;

/// <summary>Lists the features. Each registers its own services and routes in its folder's <c>…Feature.cs</c>.</summary>
internal static class Api
{
    public static IServiceCollection AddWaypostFeatures(this IServiceCollection services) =>
        services
            .AddFlagsFeature()
            .AddSettingsFeature()
            .AddPlaygroundFeature()
            .AddSdkKeysFeature()
            .AddAuditLogFeature()
            .AddProjectsFeature()
            .AddEnvironmentsFeature()
            .AddSegmentsFeature()
            .AddAnalyticsDatabaseFeature()
            .AddMetricsFeature()
            .AddExperimentsFeature()
            .AddLayersFeature()
            .AddHoldoutReports()
            .AddProvidersFeature()
            .AddUsersFeature()
            .AddTokensFeature()
            .AddAccountFeature()
            .AddSetupFeature()
            .AddApiDocsFeature();

    public static void MapWaypostApi(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        SignOut.Map(app);
        var downloads = app.MapGroup("").RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        Downloads.Map(downloads);
        HoldoutCsv.Map(downloads);

        var api = app.MapGroup("/api/v1")
            .RequireAuthorization(Roles.Viewer)
            .AddEndpointFilter<CookieAntiforgeryFilter>()
            .AddEndpointFilter<RejectNulFilter>()
            .RejectsUnknownMembers()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapFlagsFeature();
        api.MapSettingsFeature();
        api.MapPlaygroundFeature();
        api.MapSdkKeysFeature();
        api.MapAuditLogFeature();
        api.MapProjectsFeature();
        api.MapEnvironmentsFeature();
        api.MapSegmentsFeature();
        api.MapAnalyticsDatabaseFeature();
        api.MapMetricsFeature();
        api.MapExperimentsFeature();
        api.MapLayersFeature();
        api.MapHoldoutReports();
        api.MapProvidersFeature();
        api.MapUsersFeature();
        api.MapTokensFeature();
    }
}
