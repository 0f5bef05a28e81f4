using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Waypost.ServiceDefaults;

/// <summary>
/// A browser's EventSource can send its client key only as <c>?sdk_key=</c>, and ASP.NET's request log prints the whole address.
/// So that log stays shut even for an operator who turns <c>Microsoft.AspNetCore</c> up to find a fault.
/// </summary>
internal static class RequestLogs
{
    private const string requestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void KeepQueryStringsOut(ILoggingBuilder logging) =>
        logging.Services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            // For each provider that configuration names as well: a rule of its own would beat one for all of them.
            foreach (var provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            {
                filters.Rules.Add(new LoggerFilterRule(provider, requestLog, LogLevel.Warning, filter: null));
            }
        });
}
