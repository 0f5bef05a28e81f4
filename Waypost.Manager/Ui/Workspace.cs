namespace Waypost.Manager.Ui;

/// <summary>The project and environment that the header shows and every link starts from.</summary>
/// <param name="HasAnalyticsDatabase">Whether the project is connected to an analytics database.</param>
public sealed record Workspace(
    NamedKey Project,
    NamedKey Environment,
    IReadOnlyList<NamedKey> Projects,
    IReadOnlyList<NamedKey> Environments,
    bool HasAnalyticsDatabase
)
{
    /// <summary>The environment that real users see; marked wherever it is named.</summary>
    public const string Production = "production";

    public bool IsProduction => Environment.Key == Production;
}

/// <summary>A key and its display name.</summary>
public sealed record NamedKey(string Key, string Name);

/// <summary>The user who is signed in.</summary>
public sealed record CurrentUser(string Name, string Email, string Role)
{
    public bool CanEdit => Role is "editor" or "admin";

    public bool CanAdminister => Role is "admin";

    /// <summary>Why controls that change something are disabled; null for users who may change things.</summary>
    public string? MayNotEdit => CanEdit ? null : $"Your role ({Role}) does not allow changes.";

    /// <summary>Why SDK keys and the analytics database cannot be managed; null for administrators.</summary>
    public string? MayNotAdminister => CanAdminister ? null : $"Only administrators can do this. Your role is {Role}.";
}
