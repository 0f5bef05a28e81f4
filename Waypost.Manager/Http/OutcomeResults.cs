using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>Turns outcomes into typed results.</summary>
internal static class OutcomeResults
{
    public static Results<Ok<T>, ProblemHttpResult> ToOk<T>(this Outcome<T> outcome) =>
        outcome.Match<Results<Ok<T>, ProblemHttpResult>>(value => TypedResults.Ok(value), refusal => refusal.ToProblem());

    /// <summary>Also sets the ETag.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToOk<T>(this Outcome<T> outcome, HttpResponse response, Func<T, long> revision) =>
        outcome.Match<Results<Ok<T>, ProblemHttpResult>>(
            value =>
            {
                response.SetETag(revision(value));
                return TypedResults.Ok(value);
            },
            refusal => refusal.ToProblem()
        );

    public static Results<Created<T>, ProblemHttpResult> ToCreated<T>(this Outcome<T> outcome, Func<T, string> location) =>
        outcome.Match<Results<Created<T>, ProblemHttpResult>>(
            value => TypedResults.Created(location(value), value),
            refusal => refusal.ToProblem()
        );

    public static Results<Created<T>, ProblemHttpResult> ToCreated<T>(
        this Outcome<T> outcome,
        HttpResponse response,
        Func<T, string> location,
        Func<T, long> revision
    ) =>
        outcome.Match<Results<Created<T>, ProblemHttpResult>>(
            value =>
            {
                response.SetETag(revision(value));
                return TypedResults.Created(location(value), value);
            },
            refusal => refusal.ToProblem()
        );

    public static Results<Accepted<T>, ProblemHttpResult> ToAccepted<T>(this Outcome<T> outcome, Func<T, string> location) =>
        outcome.Match<Results<Accepted<T>, ProblemHttpResult>>(
            value => TypedResults.Accepted(location(value), value),
            refusal => refusal.ToProblem()
        );

    public static Results<NoContent, ProblemHttpResult> ToNoContent(this Outcome<Done> outcome) =>
        outcome.Match<Results<NoContent, ProblemHttpResult>>(_ => TypedResults.NoContent(), refusal => refusal.ToProblem());
}
