namespace Waypost.Deployment.Tests.Files;

/// <summary>The names of the settings that are secrets.</summary>
internal static class SecretNames
{
    private static readonly string[] all =
    [
        "ConnectionStrings__waypostdb",
        "ConnectionStrings__events",
        "DATABASE_PASSWORD",
        "POSTGRES_PASSWORD",
        "Waypost__WebhookSecret",
        "Waypost__DataProtectionSecret",
        "Waypost__DemoReaderPassword",
        "Waypost__Bootstrap__AdminPassword",
        "Waypost__Bootstrap__AdminToken",
        "Waypost__Bootstrap__ServerKey",
        "Waypost__Bootstrap__ClientKey",
    ];

    public static bool Contain(string variable) => all.Contains(variable);
}
