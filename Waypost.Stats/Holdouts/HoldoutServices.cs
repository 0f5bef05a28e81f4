using Waypost.Stats.Jobs;

namespace Waypost.Stats.Holdouts;

internal static class HoldoutServices
{
    public static IServiceCollection AddHoldouts(this IServiceCollection services) =>
        services
            .AddSingleton<HoldoutCounter>()
            .AddSingleton<HoldoutQueries>()
            .AddSingleton<HoldoutJob>()
            .AddSingleton<IJobHandler>(provider => provider.GetRequiredService<HoldoutJob>());
}
