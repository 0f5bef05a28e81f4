using FluentValidation;
using Waypost.Flags;
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

    public Segment ToSegment(string key) => new() { Key = key, Included = Included ?? [], Excluded = Excluded ?? [], Rules = Rules ?? [] };

    public sealed class Validator : AbstractValidator<SegmentRequest>
    {
        public const int MostUsers = 10_000;
        private const int UserIdLength = 1024;

        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey().When(r => r.Key is not null);
            RuleFor(r => r.Name).MustBeName();
            RuleFor(r => r.Included).Must(BeUsers).WithMessage(UsersMessage);
            RuleFor(r => r.Excluded).Must(BeUsers).WithMessage(UsersMessage);
            RuleForEach(r => r.Rules).NotNull().WithMessage("A rule must be an object.");
        }

        private static string UsersMessage => $"At most {MostUsers:N0} user ids of 1 to {UserIdLength} characters; longer lists are better said as a rule.";

        private static bool BeUsers(IReadOnlyList<string>? users) =>
            users is null || (users.Count <= MostUsers && users.All(u => u is { Length: > 0 and <= UserIdLength } && KeyRules.IsText(u)));
    }
}
