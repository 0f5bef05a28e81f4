using Waypost.Sdk;

namespace SolarFlare.Events;

/// <summary>A row of the table <c>events</c> or <c>exposures</c>.</summary>
internal abstract record ShopRow;

/// <param name="UserId">The signed-in user or visitor, with the same id that flags are evaluated for.</param>
/// <param name="Timestamp">UTC.</param>
/// <param name="Name">One of <see cref="EventNames"/>.</param>
/// <param name="Value">Euros or seconds; null for events without a value.</param>
internal sealed record ShopEvent(string UserId, DateTimeOffset Timestamp, string Name, double? Value) : ShopRow;

/// <param name="Device"><c>mobile</c> or <c>desktop</c>, for breakdowns; null = not known.</param>
internal sealed record ShopExposure(Exposure Exposure, string? Device = null) : ShopRow;

internal static class EventNames
{
    internal const string PageViewed = "page_viewed";
    internal const string FormOpened = "form_opened";
    internal const string FormSubmitted = "form_submitted";

    /// <summary>The form was rejected because of validation errors.</summary>
    internal const string FormError = "form_error";

    /// <summary>In euros.</summary>
    internal const string QuoteValue = "quote_value";

    /// <summary>In seconds.</summary>
    internal const string TimeOnForm = "time_on_form";
}
