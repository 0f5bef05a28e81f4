using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>Whom an experiment leaves out, as of its start or its latest phase.</summary>
/// <param name="Layer">Its range of its layer; none if it is in no layer.</param>
/// <param name="Holdout">The project's holdout when it was started; none if there was none.</param>
internal sealed record Participation(BucketRange? Layer, BucketRange? Holdout)
{
    /// <summary>Null if nobody is left out.</summary>
    public static Participation? Of(BucketRange? layer, BucketRange? holdout) =>
        layer is null && holdout is null ? null : new(layer, holdout);
}
