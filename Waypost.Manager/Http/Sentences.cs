namespace Waypost.Manager.Http;

/// <summary>
/// What is said of a fault that can be met in more than one place: in the API, in a form, on the console. One fault, one sentence.
/// </summary>
internal static class Sentences
{
    public const string Name = "A name has 1 to 200 characters and no line breaks.";

    public const string Email = "This is not an e-mail address.";

    public const string Password = "The password is missing.";

    /// <summary>Of users, in per cent.</summary>
    public const string Percentage = "A share lies between 0\u00a0% and 100\u00a0%, with at most three decimals.";

    public const string OnlyBoolean =
        "Only a boolean flag takes one percentage. Give the shares of this flag's variants in the fallthrough of its settings.";

    public const string PercentTested =
        "The share of users under test lies between 0\u00a0% and 100\u00a0%, both excluded, with at most three decimals: without "
        + "users on either side there is nothing to compare.";

    public const string PlannedDays = "Planned days are a whole number from 1 to 365.";

    public const string PlannedUsers = "Planned users are a whole number, 1 or more; or nothing.";

    public const string CupedDays = "Days before the experiment are a whole number from 1 to 90; or nothing.";

    public const string Rule = "A rule must be an object.";
}
