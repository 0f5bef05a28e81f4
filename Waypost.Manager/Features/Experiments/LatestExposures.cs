using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>An analysis counts users too, so the page shows the more recent of the two counts. Pure.</summary>
internal static class LatestExposures
{
    /// <param name="counted">The latest count, by days.</param>
    /// <param name="analysed">The latest analysis of the same phase.</param>
    /// <param name="zone">Time zone of the days.</param>
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

    // The totals of the last day come from the analysis; earlier days stay as counted.
    private static IEnumerable<ExposureDay> Until(IReadOnlyList<ExposureDay> days, AnalysisResult analysed, TimeZoneInfo zone)
    {
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(analysed.Window.To.AddTicks(-1), zone).DateTime);
        // In the order of the count, because a stored dictionary does not keep its order.
        var variants = days.Select(day => day.Variant).Union(analysed.Exposures.ByVariant.Keys);
        return
        [
            .. days.Where(day => day.Date < last),
            .. variants.Select(variant => new ExposureDay(last, variant, analysed.Exposures.ByVariant.GetValueOrDefault(variant))),
        ];
    }
}
