using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.ServiceDefaults;
using Waypost.Stats.Jobs;

namespace Waypost.Stats.Ping;

/// <summary>The job that asks whether a worker is there: <c>{}</c> → <c>{"worker":"…","at":"…"}</c>.</summary>
internal sealed class PingJob(IConfiguration configuration, TimeProvider time) : IJobHandler
{
    public string Kind => "ping";

    public Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken) =>
        Task.FromResult<JsonElement?>(
            JsonSerializer.SerializeToElement(new Pong(InstanceId.Current(configuration), time.GetUtcNow()), PingJson.Default.Pong)
        );
}

internal sealed record Pong(string Worker, DateTimeOffset At);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Pong))]
internal sealed partial class PingJson : JsonSerializerContext;
