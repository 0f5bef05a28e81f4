using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Waypost.Manager.Ui;

/// <summary>Shows people a page where programs get problem details.</summary>
internal sealed partial class PageFailures(ILogger<PageFailures> logger) : IExceptionHandler
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
            // What a handler has taken care of, the middleware no longer logs; and the page promises that the log has it.
            Log.Failed(logger, exception, context.Request.Method, context.Request.Path);
        }

        await WriteAsync(context, cancellationToken);
        return true;
    }

    /// <summary>An answer without a body, a path that leads nowhere for example, gets one.</summary>
    public static Task ShowAsync(StatusCodeContext empty) =>
        WantsPage(empty.HttpContext.Request)
            ? WriteAsync(empty.HttpContext, empty.HttpContext.RequestAborted)
            : empty.Next(empty.HttpContext);

    /// <summary>A browser that goes to a page says so; a program that calls the API does not.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && (!request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments(Urls.ApiDocs))
        && !request.Path.StartsWithSegments("/openapi")
        && !request.Path.StartsWithSegments("/internal");

    // With a renderer of its own: the request's may be what failed, half way through a page.
    private static async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await using var scope = context.RequestServices.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ILoggerFactory>());
        var page = ParameterView.FromDictionary(
            new Dictionary<string, object?>
            {
                [nameof(FailurePage.Context)] = context,
                [nameof(FailurePage.Status)] = context.Response.StatusCode,
            }
        );
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<FailurePage>(page)).ToHtmlString()
        );
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
    }
}
