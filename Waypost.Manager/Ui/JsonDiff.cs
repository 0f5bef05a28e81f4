using System.Text.Encodings.Web;
using System.Text.Json;
using DiffPlex;
using DiffPlex.Chunkers;

namespace Waypost.Manager.Ui;

/// <summary>A line of one side of a comparison.</summary>
/// <param name="IsChanged">True if the other side does not have it.</param>
public sealed record DiffLine(string Text, bool IsChanged);

/// <summary>Two JSON values as indented lines, with the lines marked that only one of them has.</summary>
public sealed record JsonDiff(IReadOnlyList<DiffLine> Before, IReadOnlyList<DiffLine> After)
{
    // Above this many lines a comparison takes too long for a page that may show fifty of them.
    private const int MaxLines = 2000;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonDiff Compare(JsonElement? before, JsonElement? after)
    {
        var (old, current) = (Lines(before), Lines(after));
        if (old.Length == 0 || current.Length == 0 || old.Length + current.Length > MaxLines)
        {
            return new([.. old.Select(line => new DiffLine(line, true))], [.. current.Select(line => new DiffLine(line, true))]);
        }

        var blocks = Differ.Instance.CreateDiffs(WithoutCommas(old), WithoutCommas(current), false, false, LineChunker.Instance).DiffBlocks;
        return new(
            Mark(old, blocks.Select(block => (block.DeleteStartA, block.DeleteCountA))),
            Mark(current, blocks.Select(block => (block.InsertStartB, block.InsertCountB)))
        );
    }

    private static string[] Lines(JsonElement? value) =>
        value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } json
            ? JsonSerializer.Serialize(json, Indented).ReplaceLineEndings("\n").Split('\n')
            : [];

    // A member gets a comma when another one follows it; that alone is no change.
    private static string WithoutCommas(string[] lines) => string.Join('\n', lines.Select(line => line.TrimEnd(',')));

    private static List<DiffLine> Mark(string[] lines, IEnumerable<(int Start, int Count)> changed)
    {
        var marked = lines.Select(line => new DiffLine(line, false)).ToList();
        foreach (var (start, count) in changed)
        {
            for (var i = start; i < start + count; i++)
            {
                marked[i] = marked[i] with { IsChanged = true };
            }
        }

        return marked;
    }
}
