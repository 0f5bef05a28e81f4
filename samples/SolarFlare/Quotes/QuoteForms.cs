using Waypost.Flags;
using Waypost.Sdk;

namespace SolarFlare.Quotes;

/// <summary>The flag <c>quote-form</c>, which selects the old or the new quote form.</summary>
internal static class QuoteForms
{
    internal const string FlagKey = "quote-form";
    internal const string New = "new";
    internal const string Old = "old";

    internal static string VariantFor(EvaluationContext visitor, IWaypostClient waypost) =>
        waypost.EvaluateFlag(FlagKey, visitor, defaultValue: false) ? New : Old;
}
