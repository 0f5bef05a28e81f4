using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.HttpResults;
using SolarFlare.Quotes;
using Waypost.Flags;
using Waypost.Sdk;
using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Live;

/// <summary>
/// Streams to an open quote page which form its visitor should get. Without the stream a change shows at the next page load.
/// </summary>
internal static class FlagChanges
{
    internal const string Path = "/flag-changes";

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, Stream);

    private static ServerSentEventsResult<string> Stream(HttpContext http, IWaypostClient waypost, IHostApplicationLifetime lifetime) =>
        TypedResults.ServerSentEvents(VariantsAsync(http.GetWaypostContext(), waypost, lifetime.ApplicationStopping, http.RequestAborted));

    private static async IAsyncEnumerable<SseItem<string>> VariantsAsync(
        EvaluationContext visitor,
        IWaypostClient waypost,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        // Capacity 1: a slow client only needs the newest value.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        waypost.Changed += OnChanged;
        try
        {
            string? last = null;
            do
            {
                var variant = QuoteForms.VariantFor(visitor, waypost);
                if (variant != last)
                {
                    last = variant;
                    yield return new(variant, "variant");
                }
            } while (await WaitForChangeAsync(changes.Reader, linked.Token));
        }
        finally
        {
            waypost.Changed -= OnChanged;
        }

        void OnChanged(object? sender, FlagsChangedEventArgs args) => changes.Writer.TryWrite(true);
    }

    private static async Task<bool> WaitForChangeAsync(ChannelReader<bool> changes, CancellationToken cancellationToken)
    {
        try
        {
            await changes.ReadAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
