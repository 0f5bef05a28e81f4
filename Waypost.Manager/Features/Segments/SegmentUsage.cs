using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Segments;

/// <summary>The flags whose rules use a segment, in one environment.</summary>
internal sealed class SegmentUsage
{
    private readonly ILookup<string, string> flagsBySegment;

    private SegmentUsage(ILookup<string, string> flagsBySegment) => this.flagsBySegment = flagsBySegment;

    public IReadOnlyList<string> Of(string segment) => [.. flagsBySegment[segment].Order(StringComparer.Ordinal)];

    public static async Task<SegmentUsage> ReadAsync(ManagerDb db, int environmentId, CancellationToken cancellationToken)
    {
        var flags = await db
            .FlagSettings.AsNoTracking()
            .Where(s => s.EnvironmentId == environmentId)
            .Select(s => new { s.Flag.Key, s.Rules })
            .ToListAsync(cancellationToken);
        return new(
            flags
                .SelectMany(f => SegmentsIn(f.Rules).Distinct().Select(segment => (segment, f.Key)))
                .ToLookup(use => use.segment, use => use.Key, StringComparer.OrdinalIgnoreCase)
        );
    }

    private static IEnumerable<string> SegmentsIn(IReadOnlyList<Rule> rules) =>
        rules
            .SelectMany(r => r.When)
            .Where(c => c.Op == Operators.InSegment)
            .SelectMany(c => c.Values)
            .Where(v => v.ValueKind == System.Text.Json.JsonValueKind.String)
            .Select(v => v.GetString()!);
}
