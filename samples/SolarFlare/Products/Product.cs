namespace SolarFlare.Products;

/// <summary>A product of the shop.</summary>
/// <param name="Slug">Name in URLs.</param>
/// <param name="Name">Display name.</param>
/// <param name="Tagline">One line about it.</param>
/// <param name="Description">A paragraph about it.</param>
/// <param name="Euros">Unit price without installation.</param>
/// <param name="Specifications">Technical data.</param>
public sealed record Product(
    string Slug,
    string Name,
    string Tagline,
    string Description,
    int Euros,
    IReadOnlyList<(string Name, string Value)> Specifications
)
{
    internal static readonly IReadOnlyList<Product> All =
    [
        new(
            "aurora-440",
            "Aurora 440",
            "Our most powerful panel, for roofs where every metre counts.",
            "Two thin sheets of glass instead of one with a plastic back: Aurora still delivers 90 % of its power after thirty "
                + "years and withstands hail the size of a golf ball.",
            189,
            [("Power", "440 W"), ("Efficiency", "22.5 %"), ("Size", "176 × 113 cm"), ("Weight", "24 kg"), ("Guarantee", "30 years")]
        ),
        new(
            "dusk-420",
            "Dusk 420",
            "All black, for a roof that looks good.",
            "Black cells, black frame, black back. Dusk blends into a slate roof and performs like any other panel.",
            214,
            [("Power", "420 W"), ("Efficiency", "21.5 %"), ("Size", "172 × 113 cm"), ("Weight", "22 kg"), ("Guarantee", "25 years")]
        ),
        new(
            "ember-10",
            "Ember 10",
            "A battery that saves the day's sun for the evening.",
            "Ten kilowatt hours, enough for cooking, television and the washing machine after sunset. When the grid fails, Ember "
                + "keeps the lights and the freezer on.",
            5200,
            [("Capacity", "10 kWh"), ("Output", "5 kW"), ("Cycles", "6,000"), ("Size", "60 × 115 × 20 cm"), ("Guarantee", "10 years")]
        ),
    ];

    internal static Product? Find(string slug) => All.FirstOrDefault(product => product.Slug == slug);
}
