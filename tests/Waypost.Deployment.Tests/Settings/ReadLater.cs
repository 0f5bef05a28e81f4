using Waypost.Testing;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>
/// What a service reads only once it works with a database, which is further than these tests take it: looked up in the code instead.
/// </summary>
internal static class ReadLater
{
    private static readonly Dictionary<(string Service, string Variable), (string File, string Code)> places = new()
    {
        [("manager", "ConnectionStrings__events")] = ("Waypost.Manager/Demo/DemoExperiments.cs", "GetConnectionString(\"events\")"),
    };

    public static bool By(string service, string variable) =>
        places.TryGetValue((service, variable), out var place)
        && File.Exists(Repository.Path(place.File))
        && Repository.Text(place.File).Contains(place.Code, StringComparison.Ordinal);
}
