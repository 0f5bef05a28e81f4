using FluentValidation;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>A project's connection to the database its application logs exposures and events to.</summary>
internal static class AnalyticsDatabaseFeature
{
    public static IServiceCollection AddAnalyticsDatabaseFeature(this IServiceCollection services) =>
        services
            .AddScoped<Passwords>()
            .AddScoped<GetAnalyticsDatabase.Handler>()
            .AddScoped<ConnectAnalyticsDatabase.Handler>()
            .AddScoped<TestAnalyticsDatabase.Handler>()
            .AddScoped<DisconnectAnalyticsDatabase.Handler>()
            .AddSingleton<IValidator<AnalyticsDatabaseRequest>, AnalyticsDatabaseRequest.Validator>();

    public static void MapAnalyticsDatabaseFeature(this RouteGroupBuilder api)
    {
        var database = api.MapGroup("/projects/{project}/events-database").WithTags("Analytics database");
        GetAnalyticsDatabase.Map(database);
        ConnectAnalyticsDatabase.Map(database);
        TestAnalyticsDatabase.Map(database);
        DisconnectAnalyticsDatabase.Map(database);
    }
}
