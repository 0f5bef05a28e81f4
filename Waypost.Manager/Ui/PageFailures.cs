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

        var away = exception is NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException };
        var page = new RazorComponentResult<FailurePage>(new Dictionary<string, object?>
        {
            [nameof(FailurePage.Context)] = context,
            [nameof(FailurePage.DatabaseAway)] = away,
        })
        {
            StatusCode = exception is BadHttpRequestException bad ? bad.StatusCode
                : away ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError,
        };
        await page.ExecuteAsync(context);
        return true;
    }

    /// <summary>A browser that goes to a page says so; a program that calls the API does not.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/openapi") && !request.Path.StartsWithSegments("/internal");
}
