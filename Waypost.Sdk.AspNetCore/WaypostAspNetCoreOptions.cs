using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>How a request becomes a context: a signed-in user by a claim, anybody else by a visitor cookie.</summary>
public sealed class WaypostAspNetCoreOptions
{
    /// <summary>Type of the claim that holds a signed-in user's id; <see cref="ClaimTypes.NameIdentifier"/> by default.</summary>
    public string UserIdClaim { get; set; } = ClaimTypes.NameIdentifier;

    /// <summary>Name of the visitor cookie; <c>waypost-visitor</c> by default.</summary>
    public string CookieName { get; set; } = "waypost-visitor";

    /// <summary>How long a browser keeps the visitor cookie; 365 days by default, and browsers keep none for longer than 400.</summary>
    public TimeSpan CookieLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// Set the cookie even without the visitor's consent, where the application asks for consent (<c>UseCookiePolicy</c>). Off by default.
    /// A visitor who withholds it is somebody new in every request, and rollouts by percentage then draw anew each time.
    /// </summary>
    public bool CookieIsEssential { get; set; }

    /// <summary>
    /// Adds what else is known of who asks: <c>(http, context) =&gt; context.With("plan", …)</c>. Called once for a request.
    /// What it throws reaches whoever asked for the context.
    /// </summary>
    public Func<HttpContext, EvaluationContext, EvaluationContext>? Enrich { get; set; }
}
