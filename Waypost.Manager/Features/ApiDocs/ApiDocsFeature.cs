namespace Waypost.Manager.Features.ApiDocs;

/// <summary>The page that documents the API.</summary>
internal static class ApiDocsFeature
{
    public static IServiceCollection AddApiDocsFeature(this IServiceCollection services) => services.AddSingleton<ReadApi>();
}
