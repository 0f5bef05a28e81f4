using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Warnings about the whole experiment.</summary>
internal static class ExperimentWarnings
{
    /// <summary>From this share of users with several variants on, something is wrong with the user ids.</summary>
    private const double MaxShareWithSeveral = 0.01;

    public static IEnumerable<AnalysisWarning> Of(ExperimentScope scope, CustomerQuery exposures, ExposureTally tally, SampleRatio? ratio)
    {
        if (tally.Total == 0)
        {
            yield return new(
                "no-exposures",
                "There were no exposures in the analysed period. Check that exposures are logged with this experiment's id, and check the "
                    + "exposures query."
            );
        }
        else if (tally.Users.Any(users => users == 0))
        {
            var missing = scope.Variants.Where((_, index) => tally.Users[index] == 0).Select(variant => variant.Key);
            yield return new("missing-variant", $"No users in {string.Join(", ", missing)}, so there is nothing to compare.");
        }
        if (ratio is { Warning: { } level, Message: { } message })
        {
            yield return new($"sample-ratio-{level}", message);
        }
        if (tally.Several > 0 && tally.Several > MaxShareWithSeveral * (tally.Total + tally.Several))
        {
            yield return new(
                "several-variants",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tally.Several:N0} users, more than 1 % of all, saw more than one variant and are excluded. Check that the user id "
                        + $"stays the same when a user signs in."
                )
            );
        }
        if (tally.NullUser > 0)
        {
            yield return new(
                "null-user-ids",
                FormattableString.Invariant($"{tally.NullUser:N0} exposures have no user id and do not count.")
            );
        }
        if (tally.UnknownVariant > 0)
        {
            yield return new(
                "unknown-variants",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tally.UnknownVariant:N0} users are excluded, because their treatment is none of "
                        + $"{string.Join(", ", scope.Variants.Select(variant => variant.Key))}."
                )
            );
        }
        if (exposures.TypeOf("treatment") == ColumnTypes.Boolean && !scope.HasTwoVariants)
        {
            yield return new(
                "boolean-treatment",
                "The treatment is boolean, which can only distinguish two variants, but this experiment has more. Return the variant's key "
                    + "in the exposures query."
            );
        }
    }
}
