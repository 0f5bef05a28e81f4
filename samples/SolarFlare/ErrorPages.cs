using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace SolarFlare;

internal static class ErrorPages
{
    internal static IApplicationBuilder UseErrorPages(this IApplicationBuilder app) =>
        app.UseExceptionHandler(
                new ExceptionHandlerOptions
                {
                    ExceptionHandlingPath = "/oops",
                    // In Development a bad request is thrown, so that it can be seen; it is no fault of ours even then.
                    StatusCodeSelector = fault =>
                        fault is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
                }
            )
            .UseStatusCodePagesWithReExecute("/oops", "?status={0}")
            .Use(AsGetAsync);

    /// <summary>
    /// A post that failed, for its antiforgery token perhaps, must not fail again when its error page is fetched in its name.
    /// </summary>
    private static Task AsGetAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            http.Request.Method = HttpMethods.Get;
            http.Features.Set<IAntiforgeryValidationFeature>(null);
        }

        return next(http);
    }
}
