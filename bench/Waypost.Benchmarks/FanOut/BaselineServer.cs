using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Waypost.Benchmarks.FanOut;

/// <summary>
/// The baseline: the minimum an ASP.NET server must do. It sends the first frame to each new connection and every other frame to all of
/// them, without keys, versions, back-pressure or heartbeats.
/// </summary>
internal static class BaselineServer
{
    public static async Task<int> RunAsync(int port, string frames)
    {
        var first = Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(Path.Combine(frames, "0")));
        var open = new ConcurrentDictionary<HttpContext, TaskCompletionSource<byte[]>>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/health", () => "ok");
        app.MapPost(
            "/change/{number:int}",
            async (int number) =>
            {
                var frame = await File.ReadAllBytesAsync(Path.Combine(frames, $"{number}"));
                foreach (var (_, waiting) in open)
                {
                    waiting.TrySetResult(frame);
                }
            }
        );
        app.MapGet(
            "/stream",
            async (HttpContext http) =>
            {
                http.Response.ContentType = "text/event-stream";
                open[http] = Next();
                await http.Response.BodyWriter.WriteAsync(first);
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    var frame = await open[http].Task;
                    open[http] = Next();
                    await http.Response.BodyWriter.WriteAsync(frame);
                }
            }
        );
        await app.RunAsync();
        return 0;
    }

    private static TaskCompletionSource<byte[]> Next() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
