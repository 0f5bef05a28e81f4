using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>
/// Turns exceptions outside handlers into problem details: unreadable or too large requests, an unavailable database.
/// </summary>
internal sealed partial class ProblemExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException bad => Unreadable(bad),
            JsonException json => JsonBody.Unreadable(json).ToProblem(),
            _ => DatabaseErrors.Of(exception)?.ToProblem(),
        };
        if (problem is null)
        {
            return false;
        }

        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        await problem.ExecuteAsync(context);
        return true;
    }

    /// <summary>Maps ASP.NET's message to a field; the message is the only source of the parameter's name.</summary>
    private static ProblemHttpResult Unreadable(BadHttpRequestException bad) =>
        bad switch
        {
            { InnerException: JsonException json } => JsonBody.Unreadable(json).ToProblem(),
            { StatusCode: not StatusCodes.Status400BadRequest } => Problems.OfStatus(bad.StatusCode),
            _ when Parameter().Match(bad.Message) is { Success: true } value => Refusal
                .Invalid.Field(
                    JsonNamingPolicy.CamelCase.ConvertName(value.Groups[1].Value),
                    $"'{value.Groups[2].Value}' is not a valid value."
                )
                .ToProblem(),
            _ when bad.Message.Contains("body", StringComparison.Ordinal) => Refusal
                .Invalid.Field("", "The body is missing: a JSON object is expected.")
                .ToProblem(),
            _ => Problems.Problem(StatusCodes.Status400BadRequest, "bad-request", "The request cannot be read", bad.Message),
        };

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (\\w+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
