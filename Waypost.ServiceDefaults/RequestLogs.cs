using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Waypost.ServiceDefaults;

/// <summary>
/// A browser's EventSource can send its client key only as <c>?sdk_key=</c>, and ASP.NET Core's request log contains the whole address.
/// That log therefore stays off even if an operator raises the level of <c>Microsoft.AspNetCore</c>.
/// </summary>
internal static class RequestLogs
{
    private const string requestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void ExcludeQueryStrings(ILoggingBuilder logging) =>
        logging.Services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            // Also for each provider named in the configuration, whose own rule would override one for all providers.
            foreach (var provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            {
                filters.Rules.Add(new LoggerFilterRule(provider, requestLog, LogLevel.Warning, filter: null));
            }
        });
}
