namespace Waypost.Manager.Features.AuditLog;

/// <summary>The audit log of a project.</summary>
internal static class AuditLogFeature
{
    public static IServiceCollection AddAuditLogFeature(this IServiceCollection services) => services.AddScoped<FindAuditEntries.Handler>();

    public static void MapAuditLogFeature(this RouteGroupBuilder api) => FindAuditEntries.Map(api.MapGroup("/projects/{project}"));
}
