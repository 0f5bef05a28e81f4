using Waypost.Flags;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Holdouts;

/// <summary>
/// Who is held out, by the same hash as in every SDK. PostgreSQL cannot compute it, so the worker reads the users' ids and keeps none of
/// them. Pure.
/// </summary>
internal sealed class HoldoutGroups(string salt, int fromBucket, int toBucket)
{
    /// <summary>Index of the users who are held out: the control.</summary>
    public const int Holdout = 0;

    /// <summary>Index of all others.</summary>
    public const int Others = 1;

    public const int Count = 2;

    public static HoldoutGroups Of(HoldoutRequest request) => new(request.Salt, request.FromBucket, request.ToBucket);

    /// <summary>The two groups as variants of an experiment, weighted by their shares of all users.</summary>
    public static ExperimentScope ScopeOf(HoldoutRequest request, DateTimeOffset to)
    {
        var held = request.ToBucket - request.FromBucket;
        return new(null, [new(HoldoutResult.Holdout, held), new(HoldoutResult.Others, Bucketing.Buckets - held)], request.From, to);
    }

    /// <summary>The index of a user's group.</summary>
    /// <param name="userId">As text, as flags are evaluated for it.</param>
    public int IndexOf(string userId)
    {
        var bucket = Bucketing.Bucket(salt, userId);
        return bucket >= fromBucket && bucket < toBucket ? Holdout : Others;
    }
}
