using System.Globalization;
using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Holdouts;

/// <summary>Warnings about the whole report. Pure.</summary>
internal static class HoldoutWarnings
{
    private const string Causes =
        "The groups are of users who were active, so this also happens if what was shipped brought more users back, or drove them away: "
        + "then it is an effect in itself, and the figures per user compare different users. Otherwise the users query counts an event "
        + "that only one group can have, or returns other ids than flags are evaluated for.";

    public static IEnumerable<AnalysisWarning> Of(HoldoutRequest request, ExperimentScope scope, ExposureTally tally, SampleRatio? ratio)
    {
        var (held, others) = (tally.Users[HoldoutGroups.Holdout], tally.Users[HoldoutGroups.Others]);
        if (tally.Total == 0)
        {
            yield return new(
                "no-users",
                $"The users query returned no user between {Minute(scope.From)} and {Minute(scope.To)}. It must return everyone who was "
                    + "active, such as page views or logins."
            );
        }
        else if (held == 0)
        {
            yield return new(
                "nobody-held-out",
                FormattableString.Invariant($"None of {others:N0} active users is held out, so there is nothing to compare. ")
                    + "Wait for more users; if that takes too long, end the holdout and start one with a larger share."
            );
        }
        else if (others == 0)
        {
            yield return new(
                "nobody-else",
                FormattableString.Invariant($"All {held:N0} active users are held out. The users query must return all others, too.")
            );
        }
        if (ratio is { Warning: { } level, Message: { } message })
        {
            yield return new($"sample-ratio-{level}", message);
        }
        if (tally.NullUser > 0)
        {
            yield return new(
                "null-user-ids",
                FormattableString.Invariant($"{tally.NullUser:N0} rows of the users query have no user id and do not count.")
            );
        }
        if (request.PlannedEnd is null)
        {
            yield return new(
                "end-moved",
                "The planned end was changed after a report had been computed, so the fixed test does not apply: whoever has seen a report "
                    + "could choose an end that looks good. The always-valid intervals decide on all data."
            );
        }
        else if (scope.To < request.PlannedEnd && request.To == scope.To)
        {
            yield return new(
                "ended-early",
                "The holdout ended before its planned end, so the fixed test does not apply: the always-valid intervals decide."
            );
        }
    }

    /// <summary>What it means here that the groups do not match their shares.</summary>
    public static SampleRatio? Explain(SampleRatio? ratio, ExposureTally tally)
    {
        if (ratio?.Warning is not { } level)
        {
            return ratio;
        }

        var share = (double)tally.Users[HoldoutGroups.Holdout] / tally.Total;
        var planned = ratio.Expected[HoldoutResult.Holdout] / tally.Total;
        return ratio with
        {
            Message =
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of the active users, {share * 100:0.###} % are held out instead of {planned * 100:0.###} %, which chance "
                )
                + (level == "alert" ? "does not explain. " : "may not explain. ")
                + Causes,
        };
    }

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
