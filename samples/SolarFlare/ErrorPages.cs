using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace SolarFlare;

internal static class ErrorPages
{
    internal static IApplicationBuilder UseErrorPages(this IApplicationBuilder app) =>
        app.UseExceptionHandler(
                new ExceptionHandlerOptions
                {
                    ExceptionHandlingPath = "/error",
                    // In Development bad requests are thrown as exceptions; they are still the client's error.
                    StatusCodeSelector = exception =>
                        exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
                }
            )
            .UseStatusCodePagesWithReExecute("/error", "?status={0}")
            .Use(RenderAsGetAsync);

    /// <summary>
    /// Renders the error page as a GET without antiforgery checks; otherwise a rejected POST would be rejected again.
    /// </summary>
    private static Task RenderAsGetAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            http.Request.Method = HttpMethods.Get;
            http.Features.Set<IAntiforgeryValidationFeature>(null);
        }

        return next(http);
    }
}
