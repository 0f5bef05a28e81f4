using Microsoft.Extensions.Options;

namespace Waypost.Manager.Core;

/// <summary>The settings every part reads.</summary>
internal static class CoreServices
{
    public static void AddWaypostOptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ManagerOptions>, ManagerOptionsValidator>();
        builder.Services.AddOptions<ManagerOptions>().BindConfiguration(ManagerOptions.Section).ValidateOnStart();
    }
}
