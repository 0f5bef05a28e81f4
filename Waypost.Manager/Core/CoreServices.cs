using Microsoft.Extensions.Options;

namespace Waypost.Manager.Core;

/// <summary>Registers the settings that all parts of the manager use.</summary>
internal static class CoreServices
{
    public static void AddWaypostOptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ManagerOptions>, ManagerOptionsValidator>();
        builder.Services.AddOptions<ManagerOptions>().BindConfiguration(ManagerOptions.Section).ValidateOnStart();
    }
}
