namespace Waypost.Manager.Http;

/// <summary>What an endpoint promises in the API's description beyond its answers' types.</summary>
internal static class EndpointPromises
{
    /// <summary>May clash with what is there: 409.</summary>
    public static RouteHandlerBuilder MayClash(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status409Conflict);

    /// <summary>Takes If-Match: 412.</summary>
    public static RouteHandlerBuilder TakesIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status412PreconditionFailed).WithMetadata(new IfMatch());

    /// <summary>Takes a JSON merge patch (RFC 7396) of <typeparamref name="T"/>, also as plain JSON.</summary>
    public static RouteHandlerBuilder TakesMergePatch<T>(this RouteHandlerBuilder endpoint)
        where T : notnull =>
        endpoint.Accepts<T>("application/merge-patch+json", "application/json").WithMetadata(new MergePatchOf(typeof(T)));
}

/// <summary>Marks endpoints that take a JSON merge patch.</summary>
internal sealed record MergePatchOf(Type Type);

/// <summary>Marks endpoints that look at If-Match.</summary>
internal sealed class IfMatch;
