namespace Waypost.Manager.Ui;

/// <summary>Where the reader is: what the header shows and every link starts from.</summary>
/// <param name="HasEvents">Whether the project is connected to its events database.</param>
public sealed record Workspace(
    Named Project,
    Named Environment,
    IReadOnlyList<Named> Projects,
    IReadOnlyList<Named> Environments,
    bool HasEvents
)
{
    /// <summary>The environment whose settings real customers get; marked wherever it is named.</summary>
    public const string Production = "production";

    public bool IsProduction => Environment.Key == Production;
}

/// <summary>A key and what people call it.</summary>
public sealed record Named(string Key, string Name);

/// <summary>Who is signed in.</summary>
public sealed record CurrentUser(string Name, string Email, string Role)
{
    public bool CanEdit => Role is "editor" or "admin";

    public bool CanAdminister => Role is "admin";

    /// <summary>Why the controls that change something are disabled; none for those who may.</summary>
    public string? MayNotEdit => CanEdit ? null : "You may look but not change: your role is viewer.";

    /// <summary>Why keys and people are out of reach; none for administrators.</summary>
    public string? MayNotAdminister => CanAdminister ? null : $"Only administrators may do this: your role is {Role}.";
}
