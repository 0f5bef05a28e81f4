using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>What a reader must know about the whole experiment.</summary>
internal static class ExperimentWarnings
{
    /// <summary>Share of users with several variants from which it is no longer an accident.</summary>
    private const double ManySeveral = 0.01;

    public static IEnumerable<AnalysisWarning> Of(ExperimentScope scope, CustomerQuery exposures, ExposureTally tally, SampleRatio? ratio)
    {
        if (tally.Total == 0)
        {
            yield return new(
                "no-exposures",
                "Nobody was exposed in the experiment's time. Is the feature's exposure logged with this experiment's id, and is the "
                    + "exposures query right?"
            );
        }
        else if (tally.Users.Any(users => users == 0))
        {
            yield return new(
                "missing-variant",
                $"Nobody saw {string.Join(", ", scope.Variants.Where((_, place) => tally.Users[place] == 0).Select(variant => variant.Key))}: there is nothing to compare with."
            );
        }
        if (ratio is { Warning: { } level, Message: { } message })
        {
            yield return new($"sample-ratio-{level}", message);
        }
        if (tally.Several > 0 && tally.Several > ManySeveral * (tally.Total + tally.Several))
        {
            yield return new(
                "several-variants",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tally.Several:N0} users saw more than one variant, more than 1 % of all, and are left out: is the user id "
                        + $"steady before and after signing in?"
                )
            );
        }
        if (tally.NullUser > 0)
        {
            yield return new(
                "null-user-ids",
                FormattableString.Invariant($"{tally.NullUser:N0} exposures have no user id: they do not count.")
            );
        }
        if (tally.UnknownVariant > 0)
        {
            yield return new(
                "unknown-variants",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tally.UnknownVariant:N0} users have a treatment that is none of "
                        + $"{string.Join(", ", scope.Variants.Select(variant => variant.Key))}, and are left out."
                )
            );
        }
        if (exposures.TypeOf("treatment") == ColumnTypes.Boolean && !scope.HasTwoVariants)
        {
            yield return new(
                "boolean-treatment",
                "The treatment is boolean, which can only tell two variants apart, and this experiment has more: let the exposures "
                    + "query yield the variant's key."
            );
        }
    }
}
