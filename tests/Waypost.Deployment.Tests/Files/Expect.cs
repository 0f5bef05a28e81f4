using Waypost.Deployment.Tests.Settings;

namespace Waypost.Deployment.Tests.Files;

static class Expect
{
    /// <summary>Fails with every breach on a line of its own, and with what to do about them.</summary>
    public static void None(IEnumerable<string> breaches, string whatToDo)
    {
        var found = breaches.Distinct().ToList();
        if (found.Count > 0) Assert.Fail($"{whatToDo}{Environment.NewLine}{string.Join(Environment.NewLine, found.Select(breach => "  " + breach))}");
    }

    /// <summary>The service reads every variable, and would start with them.</summary>
    public static void Accepted(string service, IReadOnlyDictionary<string, string> variables)
    {
        var reading = BoundSettings.Of(service, variables);
        None(reading.Unread, $"The {service} does not read these variables: misspelt, or renamed in its options?");
        None(reading.Faults, $"The {service} would not start with these variables:");
    }
}
