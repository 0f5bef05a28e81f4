using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>An analysis counts users too: the page shows one total, that of whichever counted last. Pure.</summary>
internal static class NewestCount
{
    /// <param name="counted">By days, as of its own time.</param>
    /// <param name="analysed">The newest analysis of the same phase.</param>
    /// <param name="zone">Whose midnights part the days.</param>
    public static ExposuresResult? Of(ExposuresResult? counted, AnalysisResult? analysed, TimeZoneInfo zone)
    {
        if (analysed is null || counted?.CountedAt >= analysed.AnalyzedAt)
        {
            return counted;
        }

        return new()
        {
            CountedAt = analysed.AnalyzedAt,
            Days = counted is null ? [] : [.. Until(counted.Days, analysed, zone)],
            Exposures = analysed.Exposures,
            SampleRatio = analysed.SampleRatio,
        };
    }

    // The running totals of its last day are the analysis' own; the days before stay as they were counted.
    private static IEnumerable<ExposureDay> Until(IReadOnlyList<ExposureDay> days, AnalysisResult analysed, TimeZoneInfo zone)
    {
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(analysed.Window.To.AddTicks(-1), zone).DateTime);
        // In the order of the count: a stored map has lost its own.
        var variants = days.Select(day => day.Variant).Union(analysed.Exposures.ByVariant.Keys);
        return
        [
            .. days.Where(day => day.Date < last),
            .. variants.Select(variant => new ExposureDay(last, variant, analysed.Exposures.ByVariant.GetValueOrDefault(variant))),
        ];
    }
}
