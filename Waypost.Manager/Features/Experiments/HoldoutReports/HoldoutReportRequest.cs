using FluentValidation;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>The body of a request to compute a holdout's report. What is left out stays as in the latest report.</summary>
internal sealed record HoldoutReportRequest
{
    /// <summary>Most metrics of a report.</summary>
    public const int MostMetrics = 20;

    /// <summary>
    /// Returns <c>user_id</c> and <c>timestamp</c> of everyone who was active, held out or not, such as page views or logins. The ids must
    /// be those that flags are evaluated for. <c>{{start}}</c> and <c>{{end}}</c> are the period of the holdout.
    /// </summary>
    public string? UsersQuery { get; init; }

    /// <summary>Keys of 1 to 20 metrics. Their p-values are adjusted together (Holm).</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    public sealed class Validator : AbstractValidator<HoldoutReportRequest>
    {
        public const int QueryLength = 20_000;

        public const string NoQuery =
            "The users query is missing. It must return user_id and timestamp of everyone who was active, such as page views or logins.";

        public static readonly string WrongMetrics = FormattableString.Invariant(
            $"Choose 1 to {MostMetrics} metrics, each once: their keys."
        );

        public Validator()
        {
            RuleFor(r => r.UsersQuery)
                .Must(query => query is null || !string.IsNullOrWhiteSpace(query))
                .WithMessage(NoQuery)
                .MustBeText(QueryLength);
            RuleFor(r => r.Metrics)
                .Must(metrics =>
                    metrics is null
                    || (
                        metrics is { Count: > 0 and <= MostMetrics }
                        && metrics.All(key => !string.IsNullOrEmpty(key))
                        && metrics.Distinct(StringComparer.OrdinalIgnoreCase).Count() == metrics.Count
                    )
                )
                .WithMessage(WrongMetrics);
        }
    }
}
