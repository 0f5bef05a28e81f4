namespace Waypost.Flags;

/// <summary>Who participates, prepared for evaluation.</summary>
internal sealed class CompiledParticipants(Participants participants)
{
    private readonly CompiledRange? layer = CompiledRange.Of(participants.Layer);
    private readonly CompiledRange? holdout = CompiledRange.Of(participants.Holdout);

    /// <summary>In the range of the layer, and not held out. A range that is missing does not restrict the users.</summary>
    internal bool Include(string targetingKey) => layer?.Contains(targetingKey) != false && holdout?.Contains(targetingKey) != true;

    private sealed class CompiledRange(BucketRange range)
    {
        private readonly byte[] saltPrefix = Bucketing.SaltPrefix(range.Salt);
        private readonly int from = range.From;
        private readonly int to = range.To;

        internal static CompiledRange? Of(BucketRange? range) => range is null ? null : new(range);

        internal bool Contains(string targetingKey)
        {
            var bucket = Bucketing.Bucket(saltPrefix, targetingKey);
            return bucket >= from && bucket < to;
        }
    }
}
