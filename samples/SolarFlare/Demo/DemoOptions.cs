namespace SolarFlare.Demo;

/// <summary>The section <c>Demo</c>: what makes the shop worth looking at before anybody visits it.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Fills empty tables with a month of visitors and the exposures of two experiments.</summary>
    public bool History { get; set; }

    /// <summary>Simulated visitors who call the shop's own pages; 0 = none.</summary>
    public double VisitorsPerMinute { get; set; }

    /// <summary>Password of a login that may only read, made for Waypost's analyses; none = no such login.</summary>
    public string? ReaderPassword { get; set; }
}
