namespace Waypost.Manager.Features.Experiments;

/// <summary>How an experiment is decided, in words for its plan and its report. It is the same for all experiments.</summary>
internal static class DecisionRule
{
    /// <param name="primaryMetrics">How many there are.</param>
    public static IReadOnlyList<string> Sentences(int primaryMetrics) =>
        [
            "At the planned end, the fixed test at 5\u00a0% decides, once, on exactly the planned period"
                + (primaryMetrics > 1 ? $"; the p-values of the {primaryMetrics} primary metrics are adjusted together (Holm)." : "."),
            "Before the planned end, and after an early stop, only the always-valid interval at 99\u00a0% decides.",
            "Nothing is decided while the users per variant do not match the planned shares (p below 0.001), or with fewer than 100 users "
                + "in a variant.",
        ];
}
