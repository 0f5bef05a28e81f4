using Microsoft.AspNetCore.Http;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>The evaluation context of the current request, for code without access to the <see cref="HttpContext"/>.</summary>
public interface IWaypostContextAccessor
{
    /// <summary>Same as <see cref="WaypostHttpContextExtensions.GetWaypostContext"/>; anonymous outside a request.</summary>
    EvaluationContext Context { get; }

    /// <summary>The user id of <see cref="Context"/>; null outside a request.</summary>
    string? UserId { get; }
}

internal sealed class WaypostContextAccessor(IHttpContextAccessor http) : IWaypostContextAccessor
{
    public EvaluationContext Context => http.HttpContext?.GetWaypostContext() ?? EvaluationContext.Anonymous;

    public string? UserId => Context.TargetingKey;
}
