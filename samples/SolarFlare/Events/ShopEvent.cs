using Waypost.Sdk;

namespace SolarFlare.Events;

/// <summary>What the shop knows of a visitor's doings: a row of <c>events</c> or of <c>exposures</c>.</summary>
internal abstract record ShopRow;

/// <param name="UserId">Signed-in user or visitor: the same id that flags are evaluated for.</param>
/// <param name="Timestamp">UTC.</param>
/// <param name="Name">One of <see cref="EventNames"/>.</param>
/// <param name="Value">Euros or seconds, where the event has a value.</param>
internal sealed record ShopEvent(string UserId, DateTimeOffset Timestamp, string Name, double? Value) : ShopRow;

internal sealed record ShopExposure(Exposure Exposure) : ShopRow;

internal static class EventNames
{
    internal const string PageViewed = "page_viewed";
    internal const string FormOpened = "form_opened";
    internal const string FormSubmitted = "form_submitted";

    /// <summary>A form came back with something to correct.</summary>
    internal const string FormError = "form_error";

    /// <summary>In euros.</summary>
    internal const string QuoteValue = "quote_value";

    /// <summary>In seconds.</summary>
    internal const string TimeOnForm = "time_on_form";
}
