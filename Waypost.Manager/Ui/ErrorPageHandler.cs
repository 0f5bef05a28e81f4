using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Waypost.Manager.Ui;

/// <summary>Shows an HTML page for a failure where the API answers with problem details.</summary>
internal sealed partial class ErrorPageHandler(ILogger<ErrorPageHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!WantsPage(context.Request))
        {
            return false;
        }

        context.Response.StatusCode = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException } =>
                StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        if (context.Response.StatusCode == StatusCodes.Status500InternalServerError)
        {
            // The middleware does not log exceptions that a handler has handled, and the page refers to the log.
            Log.Failed(logger, exception, context.Request.Method, context.Request.Path);
        }

        await WriteAsync(context, cancellationToken);
        return true;
    }

    /// <summary>Gives a response without a body a page, for example for an unknown path.</summary>
    public static Task ShowAsync(StatusCodeContext empty) =>
        WantsPage(empty.HttpContext.Request)
            ? WriteAsync(empty.HttpContext, empty.HttpContext.RequestAborted)
            : empty.Next(empty.HttpContext);

    /// <summary>True for a browser that navigates, false for a program that calls the API.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && (!request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments(Urls.ApiDocs))
        && !request.Path.StartsWithSegments("/openapi")
        && !request.Path.StartsWithSegments("/internal");

    // Uses its own renderer: that of the request may have failed in the middle of a page.
    private static async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await using var scope = context.RequestServices.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ILoggerFactory>());
        var page = ParameterView.FromDictionary(
            new Dictionary<string, object?>
            {
                [nameof(ErrorPage.Context)] = context,
                [nameof(ErrorPage.Status)] = context.Response.StatusCode,
            }
        );
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ErrorPage>(page)).ToHtmlString());
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
    }
}
