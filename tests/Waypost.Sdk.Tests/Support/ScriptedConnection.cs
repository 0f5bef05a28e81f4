using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Waypost.Flags;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>One request for the stream, answered step by step.</summary>
internal sealed class ScriptedConnection(HttpContext http)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => ended.Task;

    /// <summary>Completes when the client has gone or the script has ended.</summary>
    public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Path { get; } = http.Request.Path;

    public string? Authorization { get; } = http.Request.Headers.Authorization;

    public string? LastEventId { get; } = http.Request.Headers["Last-Event-ID"];

    public async Task StartAsync(string contentType = "text/event-stream", int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        await http.Response.StartAsync(TestTimeout.Token());
        await http.Response.Body.FlushAsync(TestTimeout.Token());
    }

    public async Task SendAsync(string text)
    {
        await http.Response.WriteAsync(text, TestTimeout.Token());
        await http.Response.Body.FlushAsync(TestTimeout.Token());
    }

    public Task PutAsync(Snapshot snapshot) =>
        SendAsync(
            $"id: {SnapshotVersion.Of(snapshot)}\nevent: put\ndata: {JsonSerializer.Serialize(snapshot, FlagsJson.Default.Snapshot)}\n\n"
        );

    public Task PatchAsync(SnapshotPatch patch) =>
        SendAsync(
            $"id: {patch.Epoch}.{patch.Version}\nevent: patch\ndata: {JsonSerializer.Serialize(patch, FlagsJson.Default.SnapshotPatch)}\n\n"
        );

    /// <summary>Answers properly: headers, then everything.</summary>
    public async Task ServeAsync(Snapshot snapshot)
    {
        await StartAsync();
        await PutAsync(snapshot);
    }

    /// <summary>Ends the answer as a server does that shuts down in good order.</summary>
    public void Close() => ended.TrySetResult();

    /// <summary>Breaks the connection.</summary>
    public void Abort()
    {
        http.Abort();
        ended.TrySetResult();
    }

    public void Refuse(int status, int? retryAfterSeconds = null)
    {
        http.Response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        ended.TrySetResult();
    }
}
