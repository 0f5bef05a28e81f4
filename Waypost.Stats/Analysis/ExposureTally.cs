using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Users counted per variant, and users excluded.</summary>
/// <param name="Users">Per variant, in the scope's order.</param>
/// <param name="UsersBefore">The same before users with several variants were excluded: each in the variant seen first.</param>
/// <param name="Several">Users who saw several variants.</param>
/// <param name="NullUser">Exposures without a user id.</param>
/// <param name="UnknownVariant">Users whose treatment is no variant of the experiment.</param>
/// <param name="Sql">The query that counted them.</param>
internal sealed record ExposureTally(
    IReadOnlyList<long> Users,
    IReadOnlyList<long> UsersBefore,
    long Several,
    long NullUser,
    long UnknownVariant,
    string Sql
)
{
    public long Total => Users.Sum();

    public ExposureCounts Counts(ExperimentScope scope) =>
        new()
        {
            ByVariant = scope.Variants.Zip(Users).ToDictionary(pair => pair.First.Key, pair => pair.Second),
            Total = Total,
            ExcludedMultiple = Several,
            ExcludedNullUser = NullUser,
            ExcludedUnknownVariant = UnknownVariant,
        };

    /// <summary>Null without users.</summary>
    public SampleRatio? SampleRatio(ExperimentScope scope)
    {
        if (Total == 0 && UsersBefore.Sum() == 0)
        {
            return null;
        }
        var weights = scope.Variants.Select(variant => variant.Weight).ToList();
        var after = SampleRatioMismatch.Test(Users, weights);
        // The exact test may take a second, and mostly nobody was excluded.
        var before = Users.SequenceEqual(UsersBefore) ? after : SampleRatioMismatch.Test(UsersBefore, weights);
        var (alert, warn) = (after.IsAlert || before.IsAlert, after.IsWarning || before.IsWarning);
        return new()
        {
            Expected = scope.Variants.Zip(after.Expected).ToDictionary(pair => pair.First.Key, pair => pair.Second),
            Observed = Counts(scope).ByVariant,
            PValue = after.PValue,
            Method = after.PValue is null ? null : after.Method,
            Seed = after.PValue is not null && after.Method == Multinomial.SimulatedName ? Multinomial.Seed : null,
            PValueBeforeExclusions = before.PValue,
            Warning =
                alert ? "alert"
                : warn ? "warn"
                : null,
            Message =
                alert && after.UsersInZeroWeight + before.UsersInZeroWeight > 0
                    ? "A variant with weight 0 has users. Do not trust the results, and find out why these users got that variant."
                : alert
                    ? "The variants' users do not match the planned weights, and chance does not explain it. Do not trust the results, and "
                        + "look for a variant that fails, redirects or loses exposures."
                : warn
                    ? "The variants' users may not match the planned weights. Check again in a day, and look for a variant that loses "
                        + "exposures."
                : null,
        };
    }
}
