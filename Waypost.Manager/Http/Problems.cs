using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Waypost.Manager.Http;

/// <summary>Refusals as problem details, each with a stable type.</summary>
internal static class Problems
{
    private const string Types = "urn:waypost:problem:";

    public static ProblemHttpResult ToProblem(this Refusal refusal) => refusal switch
    {
        Refusal.NotFound => Problem(StatusCodes.Status404NotFound, "not-found", "Not found", refusal.Message),
        Refusal.Invalid invalid => TypedResults.Problem(new HttpValidationProblemDetails(invalid.Errors.ToDictionary())
        {
            Status = StatusCodes.Status400BadRequest,
            Type = Types + "validation",
            Title = "Something in the request is wrong",
            Detail = invalid.Message,
        }),
        Refusal.Conflict => Problem(StatusCodes.Status409Conflict, "conflict", "Conflict", refusal.Message),
        Refusal.Stale stale => Stale(stale),
        Refusal.Forbidden => Problem(StatusCodes.Status403Forbidden, "forbidden", "Forbidden", refusal.Message),
        Refusal.Unavailable => Problem(StatusCodes.Status503ServiceUnavailable, "unavailable", "Not available now", refusal.Message),
        _ => throw new InvalidOperationException($"{refusal.GetType().Name} has no problem details"),
    };

    public static ProblemHttpResult Problem(int status, string type, string title, string detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Type = Types + type, Title = title, Detail = detail });

    private static ProblemHttpResult Stale(Refusal.Stale stale) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status412PreconditionFailed,
        Type = Types + "stale",
        Title = "Changed by somebody else",
        Detail = stale.Message,
        Extensions = { ["currentETag"] = stale.CurrentETag },
    });
}
