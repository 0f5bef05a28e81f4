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
/// Tells an open quote page when its visitor gets another form. A page that does not listen shows the change when it is loaded anew.
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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        // One place: whoever reads slowly is owed the newest value, not all there were.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        waypost.Changed += Note;
        try
        {
            string? last = null;
            do
            {
                var variant = QuoteForms.For(visitor, waypost);
                if (variant != last)
                {
                    last = variant;
                    yield return new(variant, "variant");
                }
            } while (await NextAsync(changes.Reader, either.Token));
        }
        finally
        {
            waypost.Changed -= Note;
        }

        void Note(object? sender, FlagsChangedEventArgs changed) => changes.Writer.TryWrite(true);
    }

    private static async Task<bool> NextAsync(ChannelReader<bool> changes, CancellationToken cancellationToken)
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
