using System.Security.Cryptography;
using FluentValidation;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Settings;

/// <summary>The body of a request to replace a flag's settings in one environment.</summary>
internal sealed record SettingsRequest
{
    public bool? Enabled { get; init; }

    /// <summary>Unchanged if left out.</summary>
    public string? OffVariant { get; init; }

    /// <summary>Variant by user id.</summary>
    public IReadOnlyDictionary<string, string>? Assignments { get; init; }

    public IReadOnlyList<RuleRequest>? Rules { get; init; }

    public Serve? Fallthrough { get; init; }

    /// <summary>Instead of <see cref="Fallthrough"/>, for boolean flags: 0 to 100 with at most three decimals.</summary>
    public double? RolloutPercentage { get; init; }

    public static SettingsRequest Of(Flag flag) =>
        new()
        {
            Enabled = flag.Enabled,
            OffVariant = flag.OffVariant,
            Assignments = flag.Assignments,
            Rules =
            [
                .. flag.Rules.Select(r => new RuleRequest
                {
                    Id = r.Id,
                    When = r.When,
                    Serve = r.Serve,
                }),
            ],
            Fallthrough = flag.Fallthrough,
        };

    public Flag ApplyTo(Flag flag) =>
        flag with
        {
            Enabled = Enabled ?? flag.Enabled,
            OffVariant = OffVariant ?? flag.OffVariant,
            Assignments = Assignments ?? new Dictionary<string, string>(),
            Rules = [.. (Rules ?? []).Select(r => r.ToRule())],
            Fallthrough = RolloutPercentage is { } percentage ? Percentage.ToServe(percentage) : Fallthrough ?? flag.Fallthrough,
        };

    public sealed class Validator : AbstractValidator<SettingsRequest>
    {
        public Validator()
        {
            RuleFor(r => r.Enabled).NotNull().WithMessage("'enabled' is missing: true or false.");
            RuleFor(r => r.RolloutPercentage)
                .Must(p => p is null || Percentage.IsValid(p.Value))
                .WithMessage(ValidationMessages.Percentage);
            RuleFor(r => r.RolloutPercentage)
                .Null()
                .When(r => r.Fallthrough is not null)
                .WithMessage("Send either rolloutPercentage or fallthrough, not both.");
            RuleFor(r => r.Fallthrough)
                .NotNull()
                .When(r => r.RolloutPercentage is null)
                .WithMessage("'fallthrough' is missing: what users without an assignment or a matching rule get.");
            RuleForEach(r => r.Rules).NotNull().WithMessage(ValidationMessages.Rule);
        }
    }
}

/// <summary>A rule; its id is generated if left out.</summary>
internal sealed record RuleRequest
{
    public string? Id { get; init; }

    public IReadOnlyList<Clause> When { get; init; } = [];

    public required Serve Serve { get; init; }

    public Rule ToRule() =>
        new()
        {
            Id = string.IsNullOrWhiteSpace(Id) ? RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", 8) : Id,
            When = When,
            Serve = Serve,
        };
}
