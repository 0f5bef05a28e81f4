using Waypost.Deployment.Tests.Settings;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Files;

internal static class ServiceSettings
{
    // A service starts without these, but fails as soon as it has something to do.
    private static readonly Dictionary<string, string[]> neededLater = new()
    {
        ["manager"] = ["services__stats__http__0"],
        ["provider"] = [],
        ["stats"] = ["Waypost__DataProtectionSecret"],
    };

    /// <summary>Fails unless the service reads every variable and would start with them.</summary>
    public static void ExpectAccepted(string service, IReadOnlyDictionary<string, string> variables)
    {
        var reading = BoundSettings.Of(service, variables);
        Expect.None(reading.Unread, $"The {service} does not read these variables. Are they misspelt, or renamed in its options?");
        Expect.None(neededLater[service].Except(variables.Keys), $"The {service} needs these variables once it runs:");
        Expect.None(reading.Faults, $"The {service} would not start with these variables:");
    }
}
