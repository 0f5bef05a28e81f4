using System.Text;

namespace SolarFlare.Quotes;

/// <summary>A made-up but plausible estimate of the cost and yield of an installation; the same form always gets the same one.</summary>
/// <param name="Panels">Number of panels.</param>
/// <param name="Kilowatts">Peak power.</param>
/// <param name="YearlyKilowattHours">Yield in an average year.</param>
/// <param name="Euros">Price including installation.</param>
internal sealed record Quote(int Panels, double Kilowatts, int YearlyKilowattHours, int Euros)
{
    private const double KilowattsPerPanel = 0.44;
    private const double SquareMetresPerPanel = 2.0;

    /// <summary>Share of the roof that can hold panels, without windows, chimneys and edges.</summary>
    private const double UsableShare = 0.6;

    internal static Quote Estimate(ShortForm form)
    {
        // Replaces looking up the roof on a map: 40 to 119 m², derived from the address.
        var hash = Encoding
            .UTF8.GetBytes((form.Address ?? "").Trim().ToUpperInvariant())
            .Aggregate(17u, static (sum, value) => unchecked((sum * 31) + value));
        return Estimate(40 + (hash % 80), yieldPerKilowatt: 950, battery: false);
    }

    internal static Quote Estimate(LongForm form) =>
        Estimate(
            form.Area ?? 0,
            form.Orientation switch
            {
                RoofOrientation.South => 1000,
                RoofOrientation.East or RoofOrientation.West => 850,
                _ => 650,
            },
            form.Battery
        );

    private static Quote Estimate(double area, int yieldPerKilowatt, bool battery)
    {
        var panels = Math.Max(2, (int)(area * UsableShare / SquareMetresPerPanel));
        var kilowatts = Math.Round(panels * KilowattsPerPanel, 2);
        var euros = 2400 + (panels * 390) + (battery ? 5200 : 0);
        return new(panels, kilowatts, (int)(kilowatts * yieldPerKilowatt), euros);
    }
}
