using Waypost.Wire.Experiments;

namespace Waypost.Stats.Queries;

/// <summary>Which exposures count: of which experiment, in which variants, in which period.</summary>
/// <param name="ExperimentId">Null = any experiment, and all users are one group, for the baseline before an experiment.</param>
/// <param name="Variants">All of them, control first, then in the experiment's order. SQL identifies a variant by its index here.</param>
/// <param name="To">Exclusive.</param>
internal sealed record ExperimentScope(long? ExperimentId, IReadOnlyList<VariantShare> Variants, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>A boolean treatment can only distinguish two variants.</summary>
    public bool HasTwoVariants => Variants.Count == 2;

    public static ExperimentScope Of(AnalysisRequest request, DateTimeOffset now) =>
        new(request.ExperimentId, Ordered(request.Variants, request.Control), request.From, End(request.To, now));

    public static ExperimentScope Of(NoveltyRequest request, DateTimeOffset now) =>
        new(request.ExperimentId, Ordered(request.Variants, request.Control), request.From, End(request.To, now));

    public static ExperimentScope Of(ExposuresRequest request, DateTimeOffset now) =>
        new(request.ExperimentId, Ordered(request.Variants, request.Control), request.From, End(request.To, now));

    /// <summary>It ends at the planned end at the latest: the fixed test is for the planned period.</summary>
    public static ExperimentScope Of(BreakdownRequest request, DateTimeOffset now) =>
        new(request.ExperimentId, Ordered(request.Variants, request.Control), request.From, End(request.PlannedEnd, End(request.To, now)));

    private static DateTimeOffset End(DateTimeOffset? to, DateTimeOffset now) => to is { } end && end < now ? end : now;

    private static List<VariantShare> Ordered(IReadOnlyList<VariantShare> variants, string control) =>
        [.. variants.Where(variant => variant.Key == control), .. variants.Where(variant => variant.Key != control)];
}
