using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Both a count and an analysis return a number of users. The page shows one total: that of the newer of the two. Pure.
/// </summary>
internal static class LatestExposures
{
    /// <param name="count">The newest count, by days.</param>
    /// <param name="analysis">The newest analysis of the same phase.</param>
    /// <param name="timeZone">The time zone in which days start.</param>
    public static ExposuresResult? Merge(ExposuresResult? count, AnalysisResult? analysis, TimeZoneInfo timeZone)
    {
        // Of an experiment that continued after its planned end, the page shows all users.
        analysis = analysis?.OfAllData;
        if (analysis is null || count?.CountedAt >= analysis.AnalyzedAt)
        {
            return count;
        }

        return new()
        {
            CountedAt = analysis.AnalyzedAt,
            Days = count is null ? [] : [.. WithLastDay(count.Days, analysis, timeZone)],
            Exposures = analysis.Exposures,
            SampleRatio = analysis.SampleRatio,
        };
    }

    // The analysis gives the running totals of its last day; the days before stay as they were counted.
    private static IEnumerable<ExposureDay> WithLastDay(IReadOnlyList<ExposureDay> days, AnalysisResult analysis, TimeZoneInfo timeZone)
    {
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(analysis.Window.To.AddTicks(-1), timeZone).DateTime);
        // In the order of the count, because a map stored as jsonb does not keep its order.
        var variants = days.Select(day => day.Variant).Union(analysis.Exposures.ByVariant.Keys);
        return
        [
            .. days.Where(day => day.Date < last),
            .. variants.Select(variant => new ExposureDay(last, variant, analysis.Exposures.ByVariant.GetValueOrDefault(variant))),
        ];
    }
}
