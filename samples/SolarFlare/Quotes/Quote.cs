using System.Text;

namespace SolarFlare.Quotes;

/// <summary>What an installation would cost and bring. The numbers are plausible, and the same form always gets the same ones.</summary>
/// <param name="Panels">How many.</param>
/// <param name="Kilowatts">Peak power.</param>
/// <param name="YearlyKilowattHours">Yield of an average year.</param>
/// <param name="Euros">Price, installed.</param>
internal sealed record Quote(int Panels, double Kilowatts, int YearlyKilowattHours, int Euros)
{
    private const double KilowattsEach = 0.44;
    private const double SquareMetresEach = 2.0;

    /// <summary>Not all of a roof can be used: windows, chimneys, edges.</summary>
    private const double Usable = 0.6;

    internal static Quote For(ShortForm form)
    {
        // Stands in for looking the roof up on a map: 40 to 119 m², drawn by the address.
        var draw = Encoding
            .UTF8.GetBytes((form.Address ?? "").Trim().ToUpperInvariant())
            .Aggregate(17u, static (sum, letter) => unchecked((sum * 31) + letter));
        return For(40 + (draw % 80), yieldEach: 950, battery: false);
    }

    internal static Quote For(LongForm form) =>
        For(
            form.Area ?? 0,
            form.Facing switch
            {
                Facing.South => 1000,
                Facing.East or Facing.West => 850,
                _ => 650,
            },
            form.Battery
        );

    private static Quote For(double area, int yieldEach, bool battery)
    {
        var panels = Math.Max(2, (int)(area * Usable / SquareMetresEach));
        var kilowatts = Math.Round(panels * KilowattsEach, 2);
        var euros = 2400 + (panels * 390) + (battery ? 5200 : 0);
        return new(panels, kilowatts, (int)(kilowatts * yieldEach), euros);
    }
}
