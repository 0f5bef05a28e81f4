using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Waypost.Manager.Http;

/// <summary>What went wrong outside any handler, as problem details: unreadable bodies, too large ones, a database that is away.</summary>
internal sealed class Failures : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Problems.Problem(StatusCodes.Status413PayloadTooLarge, "too-large", "Too large", "The body is larger than this accepts."),
            BadHttpRequestException { InnerException: JsonException json } => JsonBody.Unreadable(json).ToProblem(),
            BadHttpRequestException bad => Problems.Problem(bad.StatusCode, "bad-request", "The request cannot be read", bad.Message),
            JsonException json => JsonBody.Unreadable(json).ToProblem(),
            NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException } =>
                Problems.Problem(
                    StatusCodes.Status503ServiceUnavailable, "database-away", "The database does not answer",
                    "PostgreSQL does not answer now. What was being saved may not be saved: read it again before you repeat it."),
            _ => null,
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
}
