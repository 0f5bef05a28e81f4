using System.Text.Json;
using Waypost.Flags;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>Reads a stream line by line, heartbeats included.</summary>
internal sealed class SseReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    public HttpResponseMessage Response => response;

    public static async Task<SseReader> OpenAsync(HttpResponseMessage response) =>
        new(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));

    /// <summary>The next block, whatever it is; null at the end of the stream.</summary>
    public async Task<SseBlock?> NextAsync()
    {
        var fields = new Dictionary<string, string>();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(TimeSpan.FromSeconds(60));
        while (await lines.ReadLineAsync(giveUp.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return new SseBlock(fields);
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            fields[line[..colon]] = line[(colon + 1)..].TrimStart();
        }

        return null;
    }

    /// <summary>The next put or patch; null at the end of the stream.</summary>
    public async Task<SseBlock?> NextEventAsync()
    {
        while (await NextAsync() is { } block)
        {
            if (block.Event is not null)
            {
                return block;
            }
        }

        return null;
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}

internal sealed record SseBlock(IReadOnlyDictionary<string, string> Fields)
{
    public string? Event => Fields.GetValueOrDefault("event");

    public string? Id => Fields.GetValueOrDefault("id");

    public bool IsComment => Fields.Count == 1 && Fields.ContainsKey("");

    public int? Retry =>
        Fields.TryGetValue("retry", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;

    public Snapshot Put => JsonSerializer.Deserialize(Fields["data"], FlagsJson.Default.Snapshot)!;

    public SnapshotPatch Patch => JsonSerializer.Deserialize(Fields["data"], FlagsJson.Default.SnapshotPatch)!;
}
