namespace SolarFlare.Demo;

/// <summary>The configuration section <c>Demo</c>: data and visitors for a shop that has no real ones yet.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Fills empty tables with a month of simulated visitors and the exposures of two experiments.</summary>
    public bool History { get; set; }

    /// <summary>Simulated visitors per minute, who request the shop's pages; 0 for none.</summary>
    public double VisitorsPerMinute { get; set; }

    /// <summary>Password of the read-only login for Waypost's analyses; if not set, the login is not created.</summary>
    public string? ReaderPassword { get; set; }
}
