using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Waypost.Manager.Ui;

/// <summary>Shows people a page where programs get problem details.</summary>
internal sealed class PageFailures : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!WantsPage(context.Request))
        {
            return false;
        }

        var status = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException } => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        await Page(context, status).ExecuteAsync(context);
        return true;
    }

    /// <summary>An answer without a body, a path that leads nowhere for example, gets one.</summary>
    public static Task ShowAsync(StatusCodeContext empty) => WantsPage(empty.HttpContext.Request)
        ? Page(empty.HttpContext, empty.HttpContext.Response.StatusCode).ExecuteAsync(empty.HttpContext)
        : empty.Next(empty.HttpContext);

    private static RazorComponentResult<FailurePage> Page(HttpContext context, int status) => new(new Dictionary<string, object?>
    {
        [nameof(FailurePage.Context)] = context,
        [nameof(FailurePage.Status)] = status,
    })
    { StatusCode = status };

    /// <summary>A browser that goes to a page says so; a program that calls the API does not.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/openapi") && !request.Path.StartsWithSegments("/internal");
}
