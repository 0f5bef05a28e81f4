using FluentValidation;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>The body of a request to create or replace a segment.</summary>
internal sealed record SegmentRequest
{
    /// <summary>PUT may leave it out.</summary>
    public string? Key { get; init; }

    /// <summary>If left out: the key for a new segment, unchanged for an old one.</summary>
    public string? Name { get; init; }

    /// <summary>User ids that always belong to it.</summary>
    public IReadOnlyList<string>? Included { get; init; }

    /// <summary>User ids that never belong to it, unless included.</summary>
    public IReadOnlyList<string>? Excluded { get; init; }

    /// <summary>Users who match any of these belong to it too.</summary>
    public IReadOnlyList<SegmentRule>? Rules { get; init; }

    public Segment ToSegment(string key) =>
        new()
        {
            Key = key,
            Included = Included ?? [],
            Excluded = Excluded ?? [],
            Rules = Rules ?? [],
        };

    /// <summary>Null when users can belong to it.</summary>
    /// <param name="before">The saved segment, if any: rules saved by an earlier version may stay.</param>
    public Refusal? CheckNotEmpty(Segment? before)
    {
        var segment = ToSegment("");
        return IsEmpty(segment) && (before is null || !IsEmpty(before))
            ? Refusal.Invalid.Field("rules", "This segment would be empty. Add users to 'included', or a rule with clauses to 'rules'.")
            : EmptyRules.Check(segment.Rules.Select(r => r.When), i => before?.Rules.Contains(segment.Rules[i]) is true);
    }

    private static bool IsEmpty(Segment segment) => segment.Included.Count == 0 && segment.Excluded.Count == 0 && segment.Rules.Count == 0;

    public sealed class Validator : AbstractValidator<SegmentRequest>
    {
        public const int MaxUsers = 10_000;
        private const int UserIdLength = SnapshotLimits.NameLength;

        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey().When(r => r.Key is not null);
            RuleFor(r => r.Name).MustBeName();
            RuleFor(r => r.Included).Must(BeUsers).WithMessage(UsersMessage);
            RuleFor(r => r.Excluded).Must(BeUsers).WithMessage(UsersMessage);
            RuleForEach(r => r.Rules).NotNull().WithMessage(ValidationMessages.Rule);
        }

        private static string UsersMessage =>
            $"At most {MaxUsers:N0} user ids of 1 to {UserIdLength} characters; use a rule for longer lists.";

        private static bool BeUsers(IReadOnlyList<string>? users) =>
            users is null || (users.Count <= MaxUsers && users.All(u => u is { Length: > 0 and <= UserIdLength } && KeyRules.IsText(u)));
    }
}
