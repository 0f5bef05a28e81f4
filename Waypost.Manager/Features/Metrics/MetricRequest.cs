using System.Text.Json.Serialization;
using FluentValidation;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>The body of a request to create, replace or preview a metric.</summary>
internal sealed record MetricRequest
{
    /// <summary>Description of <c>?saveFailing=true</c>.</summary>
    public const string SaveFailing =
        "Save the metric even if its query fails the check or cannot be checked. A failing metric is marked, and cannot be a "
        + "primary metric until it is saved with a query that works.";

    /// <summary>PUT and preview may leave it out.</summary>
    public string? Key { get; init; }

    /// <summary>If left out: the key for a new metric, unchanged for an old one.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    public MetricType? Type { get; init; }

    /// <summary>Returns user_id, timestamp and, unless binomial, value.</summary>
    public string? Query { get; init; }

    /// <summary>Makes it a ratio: the sum of the query's values divided by the sum of this one's.</summary>
    public string? DenominatorQuery { get; init; }

    /// <summary><c>increase</c> if left out.</summary>
    public MetricGoal? Goal { get; init; }

    /// <summary>Where totals per user are cut off: a number, or a percentile as <c>{"percentile":0.99}</c> or <c>"99 %"</c>.</summary>
    [JsonConverter(typeof(MetricCapConverter))]
    public MetricCap? Cap { get; init; }

    /// <summary>Compares this quantile of the totals per user instead of the mean: <c>0.9</c> or <c>"90 %"</c>.</summary>
    [JsonConverter(typeof(QuantileConverter))]
    public double? Quantile { get; init; }

    /// <summary>
    /// Only events from <c>delayHours</c> after a user's first exposure (with it, if left out), for <c>hours</c> (until the end of the
    /// analysed period, if left out); only users whose window is complete are counted. <c>null</c>: all events from the first exposure
    /// on. A new metric without this member takes the project's default.
    /// </summary>
    public MetricWindow? Window
    {
        get;
        init
        {
            field = value;
            HasWindow = true;
        }
    }

    /// <summary>Whether the body has a <see cref="Window"/>, which may be null.</summary>
    [JsonIgnore]
    public bool HasWindow { get; private init; }

    /// <summary>
    /// Makes a binomial metric a funnel: up to 7 steps before the metric's own event, in order, each a name and a query that returns
    /// user_id and timestamp. A user converts with all steps and the metric's event, in that order and within the window.
    /// </summary>
    public IReadOnlyList<FunnelStep>? Steps { get; init; }

    public MetricDefinition ToDefinition(string key, string name) =>
        new()
        {
            Key = key,
            Name = name,
            Type = Type!.Value,
            Query = Query!.Trim(),
            DenominatorQuery = string.IsNullOrWhiteSpace(DenominatorQuery) ? null : DenominatorQuery.Trim(),
            Goal = Goal ?? MetricGoal.Increase,
            Cap = Cap,
            Quantile = Quantile,
            Window = MetricWindow.Of(Window?.DelayHours, Window?.Hours),
            Steps = Steps is { Count: > 0 }
                ? [.. Steps.Select(s => new FunnelStep { Name = s.Name.Trim(), Query = s.Query.Trim() })]
                : null,
        };

    public sealed class Validator : AbstractValidator<MetricRequest>
    {
        public const int QueryLength = 20_000;
        public const string WrongCap =
            "A cap must be a total above 0, such as 40000, or a percentile above 0\u00a0% and below 100\u00a0%, such as " + "99\u00a0%.";
        public const string WrongQuantile =
            "A quantile must be above 0\u00a0% and below 100\u00a0%: nine of ten users stay below the 90\u00a0% quantile.";

        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey().When(r => r.Key is not null);
            RuleFor(r => r.Name).MustBeName();
            RuleFor(r => r.Description).MustBeText(5_000);
            RuleFor(r => r.Type).NotNull().WithMessage("'type' is missing: binomial, count, duration or revenue.").IsInEnum();
            RuleFor(r => r.Query)
                .NotEmpty()
                .WithMessage("The query is missing. It must return user_id, timestamp and, unless binomial, value.")
                .MustBeText(QueryLength);
            RuleFor(r => r.DenominatorQuery).MustBeText(QueryLength);
            RuleFor(r => r.DenominatorQuery)
                .Empty()
                .When(r => r.Type == MetricType.Binomial)
                .WithMessage("A binomial metric is already a share of users, so it has no denominator. Use type count for a ratio.");
            RuleFor(r => r.Goal).IsInEnum();
            RuleFor(r => r.Cap).Must(BeOneCap).WithMessage(WrongCap);
            RuleFor(r => r.Cap)
                .Null()
                .When(r => r.Type == MetricType.Binomial)
                .WithMessage("A binomial metric is 0 or 1 per user, so it has no cap. Remove the cap.");
            RuleFor(r => r.Quantile).Must(q => q is null or (> 0 and < 1)).WithMessage(WrongQuantile);
            RuleFor(r => r.Quantile)
                .Null()
                .When(r => r.Type == MetricType.Binomial || !string.IsNullOrWhiteSpace(r.DenominatorQuery))
                .WithMessage("Quantiles are for counts, durations and revenues without a denominator.");
            RuleFor(r => r.Window).MustBeWindow();
            RuleFor(r => r.Steps)
                .Must(steps => steps is null or { Count: <= FunnelStep.Most })
                .WithMessage($"A funnel has at most {FunnelStep.Most} steps before the last one, which is the metric's own query.");
            RuleFor(r => r.Steps)
                .Empty()
                .When(r => r.Type != MetricType.Binomial)
                .WithMessage("Only a binomial metric can be a funnel: users take all steps, or they do not.");
            RuleForEach(r => r.Steps)
                .NotNull()
                .WithMessage("Each step must be an object with name and query.")
                .SetValidator(new StepValidator());
        }

        private sealed class StepValidator : AbstractValidator<FunnelStep>
        {
            public StepValidator()
            {
                RuleFor(s => s.Name).NotEmpty().WithMessage("The step has no name.").MustBeName();
                RuleFor(s => s.Query)
                    .NotEmpty()
                    .WithMessage("The query of the step is missing. It must return user_id and timestamp.")
                    .MustBeText(QueryLength);
            }
        }

        private static bool BeOneCap(MetricCap? cap) =>
            cap switch
            {
                null => true,
                { Value: { } value, Percentile: null } => double.IsFinite(value) && value > 0,
                { Value: null, Percentile: { } percentile } => percentile is > 0 and < 1,
                _ => false,
            };
    }
}
