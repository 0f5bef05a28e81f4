namespace Waypost.Architecture.Tests;

/// <summary>Which folder may use which, for each project. All folders may use the code at the project's root.</summary>
internal static class FolderRules
{
    public static IReadOnlyDictionary<string, Dictionary<string, string[]>> Projects { get; } =
        new Dictionary<string, Dictionary<string, string[]>>
        {
            ["Waypost.Manager"] = new()
            {
                ["Core"] = [],
                ["Data"] = ["Core"],
                ["Http"] = ["Core"],
                ["Access"] = ["Core", "Data", "Http"],
                ["Delivery"] = ["Core", "Data", "Http"],
                ["Ui"] = ["Core", "Data", "Http", "Access"],
                ["Features"] = ["Core", "Data", "Http", "Access", "Delivery", "Ui", "Demo"],
                ["Demo"] = ["Core", "Data", "Http", "Features"],
            },
            ["Waypost.FlagProvider"] = new()
            {
                ["Store"] = [],
                ["Disk"] = ["Store"],
                ["Upstream"] = ["Store", "Disk"],
                ["Downstream"] = ["Store"],
                ["Health"] = ["Store", "Upstream"],
            },
            ["Waypost.Stats"] = new()
            {
                ["Statistics"] = [],
                ["AnalyticsDatabase"] = [],
                ["Queries"] = ["AnalyticsDatabase"],
                ["Jobs"] = [],
                ["Analysis"] = ["AnalyticsDatabase", "Jobs", "Queries", "Statistics"],
                ["Holdouts"] = ["Analysis", "AnalyticsDatabase", "Jobs", "Queries", "Statistics"],
                ["Planning"] = ["Analysis", "AnalyticsDatabase", "Queries", "Statistics"],
                ["Checks"] = ["AnalyticsDatabase", "Planning", "Queries"],
            },
            ["Waypost.Sdk"] = new()
            {
                ["Exposures"] = [],
                ["Streaming"] = [],
                ["Caching"] = [],
            },
        };
}
