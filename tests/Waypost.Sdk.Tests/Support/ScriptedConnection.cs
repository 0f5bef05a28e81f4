using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Waypost.Flags;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>One request for the stream, which the test answers step by step.</summary>
internal sealed class ScriptedConnection(HttpContext http)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the test ends the response.</summary>
    public Task Ended => ended.Task;

    /// <summary>Completes when the client disconnects or the test ends the response.</summary>
    public Task Disconnected => disconnected.Task;

    public string Path { get; } = http.Request.Path;

    public string? Authorization { get; } = http.Request.Headers.Authorization;

    public string? Schema { get; } = http.Request.Headers[Flags.Snapshot.SchemaHeader];

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

    /// <summary>Starts the stream and sends this snapshot.</summary>
    public async Task ServeAsync(Snapshot snapshot)
    {
        await StartAsync();
        await PutAsync(snapshot);
    }

    /// <summary>Ends the response gracefully, as a server does when it shuts down.</summary>
    public void Close() => ended.TrySetResult();

    public void MarkDisconnected() => disconnected.TrySetResult();

    /// <summary>Aborts the connection.</summary>
    public void Abort()
    {
        http.Abort();
        ended.TrySetResult();
    }

    /// <summary>Ends the request with a status code instead of a stream.</summary>
    public void Respond(int status, int? retryAfterSeconds = null)
    {
        http.Response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        ended.TrySetResult();
    }
}
