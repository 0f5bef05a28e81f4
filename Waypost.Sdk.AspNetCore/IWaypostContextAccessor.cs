using Microsoft.AspNetCore.Http;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>The context of the current request, for code that has no <see cref="HttpContext"/> at hand.</summary>
public interface IWaypostContextAccessor
{
    /// <summary>As <see cref="WaypostHttpContextExtensions.GetWaypostContext"/>; nobody in particular outside a request.</summary>
    EvaluationContext Context { get; }

    /// <summary>The user id of <see cref="Context"/>; null outside a request.</summary>
    string? UserId { get; }
}

internal sealed class WaypostContextAccessor(IHttpContextAccessor http) : IWaypostContextAccessor
{
    public EvaluationContext Context => http.HttpContext?.GetWaypostContext() ?? EvaluationContext.Anonymous;

    public string? UserId => Context.TargetingKey;
}
