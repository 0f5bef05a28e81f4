using FluentValidation;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>A segment as POST and PUT take it.</summary>
internal sealed record SegmentRequest
{
    /// <summary>PUT may leave it out.</summary>
    public string? Key { get; init; }

    /// <summary>If left out: the key for a new segment, unchanged for an old one.</summary>
    public string? Name { get; init; }

    /// <summary>User ids that always belong.</summary>
    public IReadOnlyList<string>? Included { get; init; }

    /// <summary>User ids that never belong, unless included.</summary>
    public IReadOnlyList<string>? Excluded { get; init; }

    /// <summary>Who matches any of these belongs, too.</summary>
    public IReadOnlyList<SegmentRule>? Rules { get; init; }

    public Segment ToSegment(string key) =>
        new()
        {
            Key = key,
            Included = Included ?? [],
            Excluded = Excluded ?? [],
            Rules = Rules ?? [],
        };

    /// <summary>Null when somebody may belong to it.</summary>
    /// <param name="before">The segment as it is saved, if it is: what was in it before it was refused may stay.</param>
    public Refusal? SaysNothing(Segment? before)
    {
        var segment = ToSegment("");
        return IsEmpty(segment) && (before is null || !IsEmpty(before))
            ? Refusal.Invalid.Field(
                "rules",
                "Nobody would belong to this segment. Name users in 'included', or give it a rule with clauses in 'rules'."
            )
            : ClauselessRules.Refuses(segment.Rules.Select(r => r.When), i => before?.Rules.Contains(segment.Rules[i]) is true);
    }

    private static bool IsEmpty(Segment segment) => segment.Included.Count == 0 && segment.Excluded.Count == 0 && segment.Rules.Count == 0;

    public sealed class Validator : AbstractValidator<SegmentRequest>
    {
        public const int MostUsers = 10_000;
        private const int UserIdLength = SnapshotLimits.NameLength;

        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey().When(r => r.Key is not null);
            RuleFor(r => r.Name).MustBeName();
            RuleFor(r => r.Included).Must(BeUsers).WithMessage(UsersMessage);
            RuleFor(r => r.Excluded).Must(BeUsers).WithMessage(UsersMessage);
            RuleForEach(r => r.Rules).NotNull().WithMessage(Sentences.Rule);
        }

        private static string UsersMessage =>
            $"At most {MostUsers:N0} user ids of 1 to {UserIdLength} characters; longer lists are better said as a rule.";

        private static bool BeUsers(IReadOnlyList<string>? users) =>
            users is null || (users.Count <= MostUsers && users.All(u => u is { Length: > 0 and <= UserIdLength } && KeyRules.IsText(u)));
    }
}
