using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>
/// A replica registers, and is told where things stand: at once if it is behind, else when something changes or its wait
/// is over. So replicas nobody can address are as fresh as the others, and a lost webhook heals at once.
/// </summary>
internal static class RegisterProvider
{
    private const int LongestWait = 25;
    private const int InstanceIdLength = 200;

    /// <summary>How long a webhook that is under way is given before the long poll tells the replica to fetch instead.</summary>
    private static readonly TimeSpan WebhookHeadStart = TimeSpan.FromSeconds(1);

    public sealed class Handler(Replicas replicas, Newest newest, IHostApplicationLifetime lifetime, TimeProvider time)
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
                return Refusal.Invalid.Field("instanceId", $"instanceId has 1 to {InstanceIdLength} printable characters.");
            }

            Uri? callbackUrl = null;
            if (registration.CallbackUrl is { Length: > 0 } url && !CallbackUrls.TryParse(url, out callbackUrl, out var fault))
            {
                return Refusal.Invalid.Field("callbackUrl", fault);
            }

            var replica = await replicas.RegisterAsync(registration, callbackUrl, cancellationToken);
            return await WaitAsync(replica, TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWait)), cancellationToken) is { } versions
                ? Reply(versions)
                : new Refusal.Unavailable("The manager has not read its database yet. Try again in a second.");
        }

        private async Task<NewestVersions?> WaitAsync(Replica replica, TimeSpan wait, CancellationToken cancellationToken)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            var over = Task.Delay(wait, time, ending.Token);
            Task? headStart = null;
            while (true)
            {
                var moved = newest.Moved;
                var changed = replica.Changed;
                var behind = newest.Versions is { } versions && Dispatch.Next(replica.Held, versions) is not null;
                if (
                    over.IsCompleted || (behind && (replica.CallbackUrl is null || replica.IsFailing || headStart is { IsCompleted: true }))
                )
                {
                    await ending.CancelAsync();
                    return newest.Versions;
                }

                headStart = behind ? headStart ?? Task.Delay(WebhookHeadStart, time, ending.Token) : null;
                await Task.WhenAny(over, moved, changed, headStart ?? over);
            }
        }

        private static RegistrationReply Reply(NewestVersions versions) =>
            new()
            {
                LeaseSeconds = (int)Replicas.Lease.TotalSeconds,
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
