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

    public const string Margin = "A margin must be a number above 0, such as 2 or 0.5.";

    public const string MarginOfSecondary =
        "A secondary metric is exploratory and has no margin. Make the metric a guardrail or primary, or remove its margin.";

    public const string GuardrailStop =
        "There is no guardrail that could get worse. Make a metric a guardrail, or do not ask for the stop.";

    public const string Rule = "A rule must be an object.";
}
