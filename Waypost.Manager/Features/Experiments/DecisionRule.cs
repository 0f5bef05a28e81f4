namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// How an experiment is decided, in words for its plan and its report. Only the number of primary metrics and the guardrail stop make a
/// difference.
/// </summary>
internal static class DecisionRule
{
    /// <param name="primaryMetrics">How many there are.</param>
    /// <param name="guardrailStop">Whether a guardrail that gets worse switches the flag off.</param>
    public static IReadOnlyList<string> Sentences(int primaryMetrics, bool guardrailStop) =>
        [
            "At the planned end, the fixed test at 5\u00a0% decides, once, on exactly the planned period"
                + (primaryMetrics > 1 ? $"; the p-values of the {primaryMetrics} primary metrics are adjusted together (Holm)." : "."),
            "Before the planned end, and after an early stop, only the always-valid interval at 99\u00a0% decides.",
            "Nothing is decided while the users per variant do not match the planned shares (p below 0.001), or with fewer than 100 users "
                + "in a variant.",
            .. guardrailStop
                ? ["If the always-valid interval shows that a guardrail got worse, the flag is switched off."]
                : Array.Empty<string>(),
        ];
}
