using Microsoft.AspNetCore.Mvc.Filters;
using SolarFlare.Visitors;

namespace SolarFlare.Events;

/// <summary>Every page that was asked for is an event. A form that refreshes itself is not asked for by anybody.</summary>
internal sealed class RecordPageViews : IPageFilter
{
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) && !http.IsLiveRefresh && http.Response.StatusCode == StatusCodes.Status200OK)
        {
            http.RequestServices.GetRequiredService<Outbox>().Add(http, EventNames.PageViewed);
        }
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }
}
