using Waypost.Deployment.Tests.Settings;

namespace Waypost.Deployment.Tests.Files;

internal static class Expect
{
    /// <summary>What a service does not miss at its start, but as soon as it has something to do.</summary>
    private static readonly Dictionary<string, string[]> needed = new()
    {
        ["manager"] = ["services__stats__http__0"],
        ["provider"] = [],
        ["stats"] = ["Waypost__DataProtectionSecret"],
    };

    /// <summary>Fails with every breach on a line of its own, and with what to do about them.</summary>
    public static void None(IEnumerable<string> breaches, string whatToDo)
    {
        var found = breaches.Distinct().ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{whatToDo}{Environment.NewLine}{string.Join(Environment.NewLine, found.Select(breach => "  " + breach))}");
        }
    }

    /// <summary>The service reads every variable, and would start with them.</summary>
    public static void Accepted(string service, IReadOnlyDictionary<string, string> variables)
    {
        var reading = BoundSettings.Of(service, variables);
        None(reading.Unread, $"The {service} does not read these variables: misspelt, or renamed in its options?");
        None(needed[service].Except(variables.Keys), $"The {service} needs these variables later on:");
        None(reading.Faults, $"The {service} would not start with these variables:");
    }
}
