using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.ServiceDefaults;

/// <summary>
/// The body of a health answer: <c>{"status":"degraded","checks":{"snapshots":{"status":"degraded","description":"…","data":{…}}}}</c>.
/// </summary>
internal static class HealthReportJson
{
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(From(report), HealthJson.Default.HealthAnswer, contentType: null, context.RequestAborted);

    internal static HealthAnswer From(HealthReport report) =>
        new(
            Word(report.Status),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new HealthAnswerCheck(
                    Word(entry.Value.Status),
                    Description(entry.Value),
                    entry.Value.Data.Count == 0 ? null : entry.Value.Data.ToDictionary(fact => fact.Key, fact => Plain(fact.Value))
                )
            )
        );

    /// <summary>
    /// An exception's text may hold a host, a user name, even a password: it goes to the log, where the health service has put it,
    /// and never to whoever asks. A check that wants to be understood returns a description of its own.
    /// </summary>
    private static string? Description(HealthReportEntry check) =>
        check.Exception is { } exception && (check.Description is null || check.Description == exception.Message)
            ? "The check failed; the log says why."
            : check.Description;

    private static string Word(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };

    /// <summary>Numbers and truth values stay what they are; everything else becomes text, so that a check may give any type.</summary>
    private static object? Plain(object? value) =>
        value switch
        {
            null or string or bool or int or long => value,
            double number when double.IsFinite(number) => number,
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}

internal sealed record HealthAnswer(string Status, Dictionary<string, HealthAnswerCheck> Checks);

internal sealed record HealthAnswerCheck(string Status, string? Description, Dictionary<string, object?>? Data);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
internal sealed partial class HealthJson : JsonSerializerContext;
