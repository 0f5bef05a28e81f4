using Waypost.Testing;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>
/// Settings that a service reads only when it has a database, which these tests do not provide. They are looked up in the code instead.
/// </summary>
internal static class SettingsReadLater
{
    private static readonly Dictionary<(string Service, string Variable), (string File, string Code)> places = new()
    {
        [("manager", "ConnectionStrings__events")] = ("Waypost.Manager/Demo/DemoExperiments.cs", "GetConnectionString(\"events\")"),
    };

    public static bool Contains(string service, string variable) =>
        places.TryGetValue((service, variable), out var place)
        && File.Exists(Repository.Path(place.File))
        && Repository.Text(place.File).Contains(place.Code, StringComparison.Ordinal);
}
