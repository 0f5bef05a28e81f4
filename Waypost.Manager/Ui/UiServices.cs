namespace Waypost.Manager.Ui;

/// <summary>Puts the web interface into the host: <c>builder.Services.AddWaypostUi()</c> and <c>app.MapWaypostUi()</c>.</summary>
public static class UiServices
{
    public static IServiceCollection AddWaypostUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Flash>();
        services.AddScoped<Places>();
        return services;
    }

    public static IEndpointRouteBuilder MapWaypostUi(this IEndpointRouteBuilder app)
    {
        app.MapRazorComponents<App>();
        return app;
    }
}
