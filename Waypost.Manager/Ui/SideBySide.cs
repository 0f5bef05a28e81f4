using System.Text.Encodings.Web;
using System.Text.Json;

namespace Waypost.Manager.Ui;

/// <summary>A line of one side, and whether the other side has it.</summary>
public sealed record SideLine(string Text, bool Differs);

/// <summary>Two JSON values as indented lines, with those marked that only one of them has.</summary>
public static class SideBySide
{
    // Past this many lines the table of the comparison costs more than it explains.
    private const int MostCompared = 500;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static (IReadOnlyList<SideLine> Before, IReadOnlyList<SideLine> After) Of(JsonElement? before, JsonElement? after)
    {
        var (was, now) = (Lines(before), Lines(after));
        var (keptBefore, keptAfter) = was.Length <= MostCompared && now.Length <= MostCompared ? Common(was, now) : ([], []);
        return (
            [.. was.Select((line, i) => new SideLine(line, !keptBefore.Contains(i)))],
            [.. now.Select((line, i) => new SideLine(line, !keptAfter.Contains(i)))]
        );
    }

    private static string[] Lines(JsonElement? value) =>
        value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } json
            ? JsonSerializer.Serialize(json, Indented).ReplaceLineEndings("\n").Split('\n')
            : [];

    // Longest common subsequence; a comma at the end is no difference.
    private static (HashSet<int> Before, HashSet<int> After) Common(string[] was, string[] now)
    {
        var length = new int[was.Length + 1, now.Length + 1];
        for (var i = was.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                length[i, j] = Same(was[i], now[j]) ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        var (before, after) = (new HashSet<int>(), new HashSet<int>());
        for (int i = 0, j = 0; i < was.Length && j < now.Length; )
        {
            if (Same(was[i], now[j]))
            {
                before.Add(i++);
                after.Add(j++);
            }
            else if (length[i + 1, j] >= length[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return (before, after);
    }

    private static bool Same(string a, string b) => a.AsSpan().TrimEnd(',').SequenceEqual(b.AsSpan().TrimEnd(','));
}
