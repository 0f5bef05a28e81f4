using System.Text.Json;
using Waypost.Flags;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>Reads a stream of server-sent events line by line, including comments.</summary>
internal sealed class SseReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    public HttpResponseMessage Response => response;

    public static async Task<SseReader> OpenAsync(HttpResponseMessage response) =>
        new(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));

    /// <summary>The next message of any kind; null at the end of the stream.</summary>
    public async Task<SseMessage?> NextAsync()
    {
        var fields = new Dictionary<string, string>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        while (await lines.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return new SseMessage(fields);
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            fields[line[..colon]] = line[(colon + 1)..].TrimStart();
        }

        return null;
    }

    /// <summary>The next put or patch; null at the end of the stream.</summary>
    public async Task<SseMessage?> NextEventAsync()
    {
        while (await NextAsync() is { } message)
        {
            if (message.Event is not null)
            {
                return message;
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

internal sealed record SseMessage(IReadOnlyDictionary<string, string> Fields)
{
    public string? Event => Fields.GetValueOrDefault("event");

    public string? Id => Fields.GetValueOrDefault("id");

    public bool IsComment => Fields.Count == 1 && Fields.ContainsKey("");

    public int? Retry =>
        Fields.TryGetValue("retry", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;

    public string Data => Fields["data"];

    public Snapshot Put => JsonSerializer.Deserialize(Fields["data"], FlagsJson.Default.Snapshot)!;

    public SnapshotPatch Patch => JsonSerializer.Deserialize(Fields["data"], FlagsJson.Default.SnapshotPatch)!;
}
