using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>Turns refusals into problem details, each with a stable type.</summary>
internal static class Problems
{
    private const string Types = "urn:waypost:problem:";

    /// <summary>The one mapping of refusals to status codes, for API and pages.</summary>
    public static int Status(this Refusal refusal) =>
        refusal switch
        {
            Refusal.Invalid => StatusCodes.Status400BadRequest,
            Refusal.Forbidden => StatusCodes.Status403Forbidden,
            Refusal.NotFound => StatusCodes.Status404NotFound,
            Refusal.Conflict => StatusCodes.Status409Conflict,
            Refusal.Stale => StatusCodes.Status412PreconditionFailed,
            Refusal.Unworkable => StatusCodes.Status422UnprocessableEntity,
            Refusal.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => throw new InvalidOperationException($"{refusal.GetType().Name} has no status code"),
        };

    public static ProblemHttpResult ToProblem(this Refusal refusal) =>
        refusal switch
        {
            Refusal.NotFound => Problem(refusal.Status(), "not-found", "Not found", refusal.Message),
            Refusal.Invalid invalid => TypedResults.Problem(
                new HttpValidationProblemDetails(invalid.Errors.ToDictionary())
                {
                    Status = refusal.Status(),
                    Type = Types + "validation",
                    Title = "Invalid request",
                    Detail = invalid.Message,
                }
            ),
            Refusal.Conflict => Problem(refusal.Status(), "conflict", "Conflict", refusal.Message),
            Refusal.Stale stale => Stale(stale),
            Refusal.Unworkable unworkable => Unworkable(unworkable),
            Refusal.Forbidden => Problem(refusal.Status(), "forbidden", "Forbidden", refusal.Message),
            Refusal.Unavailable => Problem(refusal.Status(), "unavailable", "Unavailable", refusal.Message),
            _ => throw new InvalidOperationException($"{refusal.GetType().Name} has no problem details"),
        };

    public static ProblemHttpResult Problem(int status, string type, string title, string detail) =>
        TypedResults.Problem(
            new ProblemDetails
            {
                Status = status,
                Type = Types + type,
                Title = title,
                Detail = detail,
            }
        );

    /// <summary>Problem details for a bare status code of the framework.</summary>
    public static ProblemHttpResult OfStatus(int status)
    {
        var problem = new ProblemDetails { Status = status };
        Complete(problem);
        return TypedResults.Problem(problem);
    }

    /// <summary>Sets type, title and detail of problems that the framework created.</summary>
    public static void Complete(ProblemDetails problem)
    {
        if (problem.Type?.StartsWith(Types, StringComparison.Ordinal) is true)
        {
            return;
        }

        (problem.Type, problem.Title, problem.Detail) = problem.Status switch
        {
            StatusCodes.Status404NotFound => (
                Types + "not-found",
                "Not found",
                "There is nothing at this address. The API is described at /openapi/v1.json."
            ),
            StatusCodes.Status405MethodNotAllowed => (
                Types + "method-not-allowed",
                "Method not allowed",
                "This address does not support the method. The Allow header lists those it supports."
            ),
            StatusCodes.Status413PayloadTooLarge => (Types + "too-large", "Too large", "The body must not be larger than 1 MiB."),
            StatusCodes.Status415UnsupportedMediaType => (
                Types + "unsupported-media-type",
                "Unsupported media type",
                "Send the body as JSON, with 'Content-Type: application/json'."
            ),
            StatusCodes.Status500InternalServerError => (
                Types + "internal",
                "Internal error",
                "An unexpected error occurred. Try again; the log has details under this trace id."
            ),
            _ => (Types + "http", problem.Title, problem.Detail),
        };
    }

    private static ProblemHttpResult Unworkable(Refusal.Unworkable refusal) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(refusal.Errors.ToDictionary())
            {
                Status = refusal.Status(),
                Type = Types + "unworkable",
                Title = "Check failed",
                Detail = refusal.Message,
                Extensions = { ["code"] = refusal.Code, ["report"] = refusal.Report },
            }
        );

    private static ProblemHttpResult Stale(Refusal.Stale stale) =>
        TypedResults.Problem(
            new ProblemDetails
            {
                Status = stale.Status(),
                Type = Types + "stale",
                Title = "Changed by someone else",
                Detail = stale.Message,
                Extensions = { ["currentETag"] = stale.CurrentETag },
            }
        );
}
