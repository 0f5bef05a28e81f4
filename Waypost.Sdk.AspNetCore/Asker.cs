using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>Who asks, kept for the length of one request.</summary>
internal sealed class Asker
{
    private readonly HttpContext http;
    private readonly WaypostAspNetCoreOptions options;
    private string? visitor;
    private ClaimsPrincipal? known;
    private EvaluationContext context;

    private Asker(HttpContext http)
    {
        this.http = http;
        options = http.RequestServices?.GetService<IOptions<WaypostAspNetCoreOptions>>()?.Value ?? new();
    }

    internal EvaluationContext Context
    {
        get
        {
            // Authentication replaces the principal; what was asked before it must not stick.
            if (!ReferenceEquals(known, http.User))
            {
                var user = EvaluationContext.For(SignedInUser() ?? Visitor());
                context = options.Enrich is { } enrich ? enrich(http, user) : user;
                known = http.User;
            }

            return context;
        }
    }

    internal static Asker Of(HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(Asker), out var kept) && kept is Asker asker)
        {
            return asker;
        }

        asker = new(http);
        http.Items[typeof(Asker)] = asker;
        return asker;
    }

    /// <summary>The visitor's id from the cookie, or a new one that goes into the cookie.</summary>
    internal string Visitor() => visitor ??= VisitorCookie.Read(http, options) ?? VisitorCookie.Issue(http, options);

    private string? SignedInUser() =>
        http.User.Identity is { IsAuthenticated: true } && http.User.FindFirst(options.UserIdClaim)?.Value is { Length: > 0 } id
            ? id
            : null;
}
