using Waypost.Flags;
using Waypost.Sdk;

namespace SolarFlare.Quotes;

/// <summary>The flag behind which the new form stands. Does a form that asks for less bring more quotes?</summary>
internal static class QuoteForms
{
    internal const string FlagKey = "quote-form";
    internal const string New = "new";
    internal const string Old = "old";

    internal static string For(EvaluationContext visitor, IWaypostClient waypost) =>
        waypost.EvaluateFlag(FlagKey, visitor, defaultValue: false) ? New : Old;
}
