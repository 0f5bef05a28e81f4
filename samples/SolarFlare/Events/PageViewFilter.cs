using Microsoft.AspNetCore.Mvc.Filters;
using SolarFlare.Visitors;

namespace SolarFlare.Events;

/// <summary>Records an event for each page a visitor opens, but not for automatic refreshes of the form.</summary>
internal sealed class PageViewFilter : IPageFilter
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
