using Waypost.Manager.Core;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Times people give for what happened: never in the future, and in order. Pure.</summary>
internal static class When
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null when fine.</summary>
    /// <param name="at">As given; none = now.</param>
    /// <param name="notBefore">What came before it.</param>
    /// <param name="now">The manager's clock.</param>
    public static Refusal? Check(DateTimeOffset? at, DateTimeOffset? notBefore, DateTimeOffset now) =>
        at switch
        {
            null => null,
            _ when at > now => Refusal.Invalid.Field("at", $"'at' lies in the future: it is {now:u}. Leave it out for now."),
            _ when at < Earliest => Refusal.Invalid.Field("at", $"'at' lies before {Earliest:yyyy}."),
            _ when at <= notBefore => Refusal.Invalid.Field("at", $"'at' must lie after the start, {notBefore:u}."),
            _ => null,
        };
}
