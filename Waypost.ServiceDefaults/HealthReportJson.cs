using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.ServiceDefaults;

/// <summary>
/// The body of a health response: <c>{"status":"degraded","checks":{"snapshots":{"status":"degraded","description":"…","data":{…}}}}</c>.
/// </summary>
internal static class HealthReportJson
{
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(From(report), HealthJson.Default.HealthReportBody, contentType: null, context.RequestAborted);

    internal static HealthReportBody From(HealthReport report) =>
        new(
            StatusText(report.Status),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new HealthReportCheck(
                    StatusText(entry.Value.Status),
                    Description(entry.Value),
                    entry.Value.Data.Count == 0 ? null : entry.Value.Data.ToDictionary(fact => fact.Key, fact => ToJsonValue(fact.Value))
                )
            )
        );

    /// <summary>
    /// The text of an exception may contain a host, a user name or a password. The health service logs it; the response does not contain
    /// it. Checks return a description of their own where one is needed.
    /// </summary>
    private static string? Description(HealthReportEntry check) =>
        check.Exception is { } exception && (check.Description is null || check.Description == exception.Message)
            ? "The check failed. See the log for the reason."
            : check.Description;

    private static string StatusText(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };

    /// <summary>Keeps numbers and booleans. Any other type becomes text, so that checks can return any type.</summary>
    private static object? ToJsonValue(object? value) =>
        value switch
        {
            null or string or bool or int or long => value,
            double number when double.IsFinite(number) => number,
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}

internal sealed record HealthReportBody(string Status, Dictionary<string, HealthReportCheck> Checks);

internal sealed record HealthReportCheck(string Status, string? Description, Dictionary<string, object?>? Data);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthReportBody))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
internal sealed partial class HealthJson : JsonSerializerContext;
