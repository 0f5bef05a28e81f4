using FluentValidation;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The body of a request to create or change an experiment.</summary>
internal sealed record ExperimentRequest
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>What is expected to happen, and why.</summary>
    public string? Hypothesis { get; init; }

    /// <summary>Key of the flag.</summary>
    public string? Flag { get; init; }

    /// <summary>Key of the environment.</summary>
    public string? Environment { get; init; }

    /// <summary>The variant others are compared with; the flag's off variant if left out.</summary>
    public string? Control { get; init; }

    /// <summary>Variants and their weights, which sum to 100000.</summary>
    public IReadOnlyList<WeightedVariant>? Rollout { get; init; }

    /// <summary>
    /// Instead of <see cref="Rollout"/>: percentage of users getting the variant under test (several share it evenly); the rest get the
    /// control. 50 if both are left out and there are two variants.
    /// </summary>
    public double? PercentTested { get; init; }

    /// <summary>1 to 365 days; 14 if left out.</summary>
    public int? PlannedDays { get; init; }

    /// <summary>Planned number of users, in all variants.</summary>
    public long? PlannedUsers { get; init; }

    /// <summary>Keys of metrics, in display order.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>
    /// Role by metric: <c>primary</c>, <c>secondary</c>, <c>guardrail</c>. If left out the first metric is primary and the others are
    /// secondary.
    /// </summary>
    public IReadOnlyDictionary<string, MetricRole>? Roles { get; init; }

    /// <summary>
    /// Margin by metric, for primary metrics and guardrails: the largest difference that does not matter, relative to the control or
    /// absolute. Its <c>kind</c> is <c>nonInferiority</c> (harm above the margin is to be ruled out; also if left out) or
    /// <c>equivalence</c> (a difference in either direction is).
    /// </summary>
    public IReadOnlyDictionary<string, MetricMargin>? Margins { get; init; }

    /// <summary>Days before a user's first exposure that reduce variance (CUPED), 1 to 90; none if left out.</summary>
    public int? CupedDays { get; init; }

    /// <summary>
    /// Whether an always-valid "worse" of a guardrail switches the flag off, so that everyone gets the control; false if left out.
    /// </summary>
    public bool? GuardrailStop { get; init; }

    /// <summary>PATCH of a running experiment: begins a new phase, in which frozen parts may change and only new exposures count.</summary>
    public bool? NewPhase { get; init; }

    public MetricRole RoleOf(string metric) =>
        Roles?.FirstOrDefault(r => string.Equals(r.Key, metric, StringComparison.OrdinalIgnoreCase)) is { Key: not null } role ? role.Value
        : Roles is { Count: > 0 } || !string.Equals(Metrics?[0], metric, StringComparison.OrdinalIgnoreCase) ? MetricRole.Secondary
        : MetricRole.Primary;

    public MetricMargin? MarginOf(string metric) =>
        Margins?.FirstOrDefault(m => string.Equals(m.Key, metric, StringComparison.OrdinalIgnoreCase)).Value;

    public sealed class Validator : AbstractValidator<ExperimentRequest>
    {
        public const int DefaultDays = 14;
        private const int MaxMetrics = 50;

        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().WithMessage("'name' is missing.").MustBeName();
            RuleFor(r => r.Description).MustBeText(5_000);
            RuleFor(r => r.Hypothesis).MustBeText(5_000);
            RuleFor(r => r.Flag).NotEmpty().WithMessage("'flag' is missing: the key of the flag whose variants are compared.");
            RuleFor(r => r.Environment).NotEmpty().WithMessage("'environment' is missing: where the experiment runs.");
            RuleFor(r => r.PercentTested)
                .Must(p => p is null || (p is > 0 and < 100 && Percentage.IsValid(p.Value)))
                .WithMessage(ValidationMessages.PercentTested);
            RuleFor(r => r.PercentTested)
                .Null()
                .When(r => r.Rollout is not null)
                .WithMessage("Send either percentTested or rollout, not both.");
            RuleForEach(r => r.Rollout).NotNull().WithMessage("Each entry must be an object with variant and weight.");
            RuleFor(r => r.PlannedDays).InclusiveBetween(1, 365).WithMessage(ValidationMessages.PlannedDays);
            RuleFor(r => r.PlannedUsers).InclusiveBetween(1, 1_000_000_000_000).WithMessage(ValidationMessages.PlannedUsers);
            RuleFor(r => r.CupedDays).InclusiveBetween(1, 90).WithMessage(ValidationMessages.CupedDays);
            RuleFor(r => r.Metrics)
                .Must(m => m is null || (m.Count <= MaxMetrics && m.Distinct(StringComparer.OrdinalIgnoreCase).Count() == m.Count))
                .WithMessage($"At most {MaxMetrics} metrics, each once.");
            RuleForEach(r => r.Roles)
                .Must(role => Enum.IsDefined(role.Value))
                .WithMessage("A role must be primary, secondary or guardrail.");
            RuleFor(r => r.Roles)
                .Must((request, roles) => roles!.Keys.All(key => request.Metrics?.Contains(key, StringComparer.OrdinalIgnoreCase) is true))
                .When(r => r.Roles is not null)
                .WithMessage("'roles' names a metric that is not in 'metrics'.");
            RuleFor(r => r.Margins).Custom(CheckMargins);
            RuleFor(r => r.GuardrailStop)
                .Must((request, stop) => stop is not true || request.Metrics?.Any(m => request.RoleOf(m) == MetricRole.Guardrail) is true)
                .WithMessage(ValidationMessages.GuardrailStop);
        }

        private static void CheckMargins(IReadOnlyDictionary<string, MetricMargin>? margins, ValidationContext<ExperimentRequest> context)
        {
            var request = context.InstanceToValidate;
            foreach (var (metric, margin) in margins ?? new Dictionary<string, MetricMargin>())
            {
                if (request.Metrics?.Contains(metric, StringComparer.OrdinalIgnoreCase) is not true)
                {
                    context.AddFailure(nameof(Margins), "'margins' names a metric that is not in 'metrics'.");
                }
                else if (margin?.FindFault() is { } fault)
                {
                    context.AddFailure($"{nameof(Margins)}.{metric}", fault);
                }
                else if (margin is not null && request.RoleOf(metric) == MetricRole.Secondary)
                {
                    context.AddFailure($"{nameof(Margins)}.{metric}", ValidationMessages.MarginOfSecondary);
                }
            }
        }
    }
}
