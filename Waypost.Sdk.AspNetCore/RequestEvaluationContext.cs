using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>The evaluation context of one request: the signed-in user, else the visitor. Created on first use.</summary>
internal sealed class RequestEvaluationContext
{
    private readonly HttpContext http;
    private readonly WaypostAspNetCoreOptions options;
    private string? visitorId;
    private ClaimsPrincipal? principal;
    private EvaluationContext context;

    private RequestEvaluationContext(HttpContext http)
    {
        this.http = http;
        options = http.RequestServices?.GetService<IOptions<WaypostAspNetCoreOptions>>()?.Value ?? new();
    }

    internal EvaluationContext Context
    {
        get
        {
            // Authentication replaces the principal, so a context built before that is discarded.
            if (!ReferenceEquals(principal, http.User))
            {
                var user = EvaluationContext.For(GetSignedInUserId() ?? GetVisitorId());
                context = options.Enrich is { } enrich ? enrich(http, user) : user;
                principal = http.User;
            }

            return context;
        }
    }

    internal static RequestEvaluationContext For(HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(RequestEvaluationContext), out var item) && item is RequestEvaluationContext existing)
        {
            return existing;
        }

        var created = new RequestEvaluationContext(http);
        http.Items[typeof(RequestEvaluationContext)] = created;
        return created;
    }

    /// <summary>The visitor's id from the cookie, or a new one that is written to the cookie.</summary>
    internal string GetVisitorId() => visitorId ??= VisitorCookie.Read(http, options) ?? VisitorCookie.Issue(http, options);

    private string? GetSignedInUserId() =>
        http.User.Identity is { IsAuthenticated: true } && http.User.FindFirst(options.UserIdClaim)?.Value is { Length: > 0 } id
            ? id
            : null;
}
