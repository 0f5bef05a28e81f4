using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Registers a replica and answers with the latest versions: immediately if it is behind, otherwise when something changes or the
/// wait ends. This keeps replicas without a callback URL as up to date as others, and detects a lost webhook immediately.
/// </summary>
internal static class RegisterProvider
{
    private const int MaxWaitSeconds = 25;
    private const int InstanceIdLength = 200;

    /// <summary>How long to wait for a webhook before the long poll makes the replica fetch instead.</summary>
    private static readonly TimeSpan WebhookHeadStart = TimeSpan.FromSeconds(1);

    public sealed class Handler(ReplicaRegistry replicas, VersionWatcher watcher, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        public async Task<Outcome<RegistrationReply>> HandleAsync(
            ProviderRegistration registration,
            int? wait,
            CancellationToken cancellationToken
        )
        {
            if (
                string.IsNullOrWhiteSpace(registration.InstanceId)
                || registration.InstanceId.Length > InstanceIdLength
                || registration.InstanceId.Any(char.IsControl)
            )
            {
                return Refusal.Invalid.Field("instanceId", $"instanceId must have 1 to {InstanceIdLength} printable characters.");
            }

            Uri? callbackUrl = null;
            if (registration.CallbackUrl is { Length: > 0 } url && !CallbackUrls.TryParse(url, out callbackUrl, out var fault))
            {
                return Refusal.Invalid.Field("callbackUrl", fault);
            }

            var replica = await replicas.RegisterAsync(registration, callbackUrl, cancellationToken);
            return
                await WaitAsync(replica, TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, MaxWaitSeconds)), cancellationToken) is { } versions
                ? Reply(versions)
                : new Refusal.Unavailable("The manager has not read its database yet. Try again in a second.");
        }

        private async Task<LatestVersions?> WaitAsync(Replica replica, TimeSpan wait, CancellationToken cancellationToken)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            var timeout = Task.Delay(wait, time, cancellation.Token);
            Task? headStart = null;
            while (true)
            {
                var moved = watcher.Changed;
                var changed = replica.Changed;
                var behind = watcher.Versions is { } versions && UpdatePlanner.Next(replica.State, versions) is not null;
                if (
                    timeout.IsCompleted
                    || (behind && (replica.CallbackUrl is null || replica.IsFailing || headStart is { IsCompleted: true }))
                )
                {
                    await cancellation.CancelAsync();
                    return watcher.Versions;
                }

                headStart = behind ? headStart ?? Task.Delay(WebhookHeadStart, time, cancellation.Token) : null;
                await Task.WhenAny(timeout, moved, changed, headStart ?? timeout);
            }
        }

        private static RegistrationReply Reply(LatestVersions versions) =>
            new()
            {
                LeaseSeconds = (int)ReplicaRegistry.Lease.TotalSeconds,
                KeysVersion = versions.KeysVersion,
                Versions = versions.Environments.ToDictionary(e => e.Key, e => e.Value.ToString()),
            };
    }

    public static void Map(RouteGroupBuilder signed) =>
        signed
            .MapPost(
                WirePaths.Providers,
                async Task<Results<Ok<RegistrationReply>, ProblemHttpResult>> (
                    ProviderRegistration registration,
                    int? wait,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(registration, wait, cancellationToken)).ToOk()
            )
            .WithName("RegisterProvider");
}
