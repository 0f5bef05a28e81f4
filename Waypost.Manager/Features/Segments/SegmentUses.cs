using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Segments;

/// <summary>Which flags' rules ask for which segment, in one environment.</summary>
internal sealed class SegmentUses
{
    private readonly ILookup<string, string> flagsBySegment;

    private SegmentUses(ILookup<string, string> flagsBySegment) => this.flagsBySegment = flagsBySegment;

    public IReadOnlyList<string> Of(string segment) => [.. flagsBySegment[segment].Order(StringComparer.Ordinal)];

    public static async Task<SegmentUses> ReadAsync(ManagerDb db, int environmentId, CancellationToken cancellationToken)
    {
        var flags = await db
            .FlagSettings.AsNoTracking()
            .Where(s => s.EnvironmentId == environmentId)
            .Select(s => new { s.Flag.Key, s.Rules })
            .ToListAsync(cancellationToken);
        return new(
            flags
                .SelectMany(f => Asked(f.Rules).Distinct().Select(segment => (segment, f.Key)))
                .ToLookup(use => use.segment, use => use.Key, StringComparer.OrdinalIgnoreCase)
        );
    }

    private static IEnumerable<string> Asked(IReadOnlyList<Rule> rules) =>
        rules
            .SelectMany(r => r.When)
            .Where(c => c.Op == Operators.InSegment)
            .SelectMany(c => c.Values)
            .Where(v => v.ValueKind == System.Text.Json.JsonValueKind.String)
            .Select(v => v.GetString()!);
}
