using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>How to identify the user of a request: a signed-in user by a claim, anyone else by a visitor cookie.</summary>
public sealed class WaypostAspNetCoreOptions
{
    /// <summary>Type of the claim with a signed-in user's id; <see cref="ClaimTypes.NameIdentifier"/> by default.</summary>
    public string UserIdClaim { get; set; } = ClaimTypes.NameIdentifier;

    /// <summary>Name of the visitor cookie; <c>waypost-visitor</c> by default.</summary>
    public string CookieName { get; set; } = "waypost-visitor";

    /// <summary>Lifetime of the visitor cookie; 365 days by default. Browsers limit it to 400 days.</summary>
    public TimeSpan CookieLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// Set the cookie even without the visitor's consent, if the application asks for consent (<c>UseCookiePolicy</c>). Off by default.
    /// Without the cookie every request is a new visitor, so rollouts may give a different variant each time.
    /// </summary>
    public bool CookieIsEssential { get; set; }

    /// <summary>
    /// Adds attributes to the context: <c>(http, context) =&gt; context.With("plan", …)</c>. Called once per request and user.
    /// Exceptions propagate to the caller that requested the context.
    /// </summary>
    public Func<HttpContext, EvaluationContext, EvaluationContext>? Enrich { get; set; }
}
