namespace Waypost.Manager.Http;

/// <summary>Endpoint metadata for the API's description.</summary>
internal static class EndpointMetadata
{
    /// <summary>May answer 409.</summary>
    public static RouteHandlerBuilder ProducesConflict(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status409Conflict);

    /// <summary>Accepts If-Match and may answer 412.</summary>
    public static RouteHandlerBuilder AcceptsIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status412PreconditionFailed).WithMetadata(new IfMatch());

    /// <summary>Accepts a JSON merge patch (RFC 7396) of <typeparamref name="T"/>, also as plain JSON.</summary>
    public static RouteHandlerBuilder AcceptsMergePatch<T>(this RouteHandlerBuilder endpoint)
        where T : notnull =>
        endpoint.Accepts<T>("application/merge-patch+json", "application/json").WithMetadata(new MergePatchOf(typeof(T)));
}

/// <summary>Marks endpoints that accept a JSON merge patch.</summary>
internal sealed record MergePatchOf(Type Type);

/// <summary>Marks endpoints that accept If-Match.</summary>
internal sealed class IfMatch;
