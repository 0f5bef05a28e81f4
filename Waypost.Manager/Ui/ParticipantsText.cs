using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>Who participates in an experiment with a layer or a holdout, in words and numbers.</summary>
public static class ParticipantsText
{
    /// <summary>"40 % in layer checkout, without 5 % held out".</summary>
    public static string Describe(BucketRange? layer, BucketRange? holdout) =>
        (layer, holdout) switch
        {
            (null, null) => "all users",
            (null, { } held) => $"all users without {Percent.Of(held.Length)} held out",
            ({ } range, null) => InLayer(range),
            var (range, held) => $"{InLayer(range)}, without {Percent.Of(held.Length)} held out",
        };

    /// <summary>"40 % in layer checkout, without 5 % held out: 50 % on, 50 % off; everyone else: off".</summary>
    public static string Describe(Serve serve, Participants participants)
    {
        ArgumentNullException.ThrowIfNull(serve);
        ArgumentNullException.ThrowIfNull(participants);
        return $"{Describe(participants.Layer, participants.Holdout)}: {TargetingSummary.Describe(participants.Rollout)}; "
            + $"everyone else: {serve.Variant}";
    }

    /// <summary>Shares of all users: the layer and the holdout hash with salts of their own, so their shares multiply.</summary>
    public static IReadOnlyList<WeightedVariant> SharesOf(Participants participants, string control)
    {
        ArgumentNullException.ThrowIfNull(participants);
        var share =
            (double)(participants.Layer?.Length ?? WeightedVariant.Total)
            / WeightedVariant.Total
            * (WeightedVariant.Total - (participants.Holdout?.Length ?? 0))
            / WeightedVariant.Total;
        var others = participants
            .Rollout.Where(weighted => weighted.Variant != control)
            .Select(weighted => weighted with { Weight = (int)Math.Round(weighted.Weight * share) })
            .ToList();
        var rest = new WeightedVariant(control, WeightedVariant.Total - others.Sum(weighted => weighted.Weight));
        var position = participants.Rollout.ToList().FindIndex(weighted => weighted.Variant == control);
        others.Insert(position < 0 ? others.Count : Math.Min(position, others.Count), rest);
        return others;
    }

    private static string InLayer(BucketRange range) =>
        $"{Percent.Of(range.Length)} in {(range.Key is { } key ? $"layer {key}" : "a layer")}";
}
