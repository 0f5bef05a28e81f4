namespace Waypost.Manager.Http;

/// <summary>
/// Validation messages that appear in more than one place: API, forms, console.
/// </summary>
internal static class ValidationMessages
{
    public const string Name = "A name must have 1 to 200 characters and no line breaks.";

    public const string Email = "This is not a valid e-mail address.";

    public const string Password = "The password is missing.";

    /// <summary>Percentage of users.</summary>
    public const string Percentage = "A percentage must be between 0\u00a0% and 100\u00a0%, with at most three decimals.";

    public const string OnlyBoolean =
        "Only boolean flags support rolloutPercentage. Set the rollout of this flag's variants in the fallthrough of its settings.";

    public const string PercentTested =
        "The percentage of users under test must be above 0\u00a0% and below 100\u00a0%, with at most three decimals: both "
        + "sides need users to be compared.";

    public const string PlannedDays = "Planned days must be a whole number from 1 to 365.";

    public const string PlannedUsers = "Planned users must be a whole number of 1 or more, or empty.";

    public const string CupedDays = "Days before the experiment must be a whole number from 1 to 90, or empty.";

    public const string MinimumEffect =
        "The smallest effect worth having must be a percentage above 0\u00a0% and up to 1000\u00a0% (0.05 means 5\u00a0%), or empty.";

    public const string Margin = "A margin must be a number above 0, such as 2 or 0.5.";

    public const string MarginOfSecondary =
        "A secondary metric is exploratory and has no margin. Make the metric a guardrail or primary, or remove its margin.";

    /// <summary>An experiment's share of its layer.</summary>
    public const string LayerShare = "A share of a layer must be above 0\u00a0% and at most 100\u00a0%, with at most three decimals.";

    public const string MissingLayerShare = "Enter which share of the layer's users the experiment gets.";

    /// <summary>The share of users that a holdout keeps out.</summary>
    public const string HoldoutShare = "A holdout must have between 0.1\u00a0% and 20\u00a0% of all users, with at most three decimals.";

    public const string GuardrailStop =
        "There is no guardrail that could get worse. Make a metric a guardrail, or do not ask for the stop.";

    public const string Rule = "A rule must be an object.";
}
