namespace SolarFlare.Products;

/// <summary>Something the shop sells.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Line">One line about it.</param>
/// <param name="Story">A paragraph about it.</param>
/// <param name="Euros">Price of one, without installation.</param>
/// <param name="Facts">What engineers ask.</param>
public sealed record Product(
    string Slug,
    string Name,
    string Line,
    string Story,
    int Euros,
    IReadOnlyList<(string What, string Value)> Facts
)
{
    internal static readonly IReadOnlyList<Product> All =
    [
        new(
            "aurora-440",
            "Aurora 440",
            "Our strongest panel, for roofs where every metre counts.",
            "Two thin sheets of glass instead of one with a plastic back: Aurora still gives nine tenths of its power after thirty "
                + "years, and takes hail the size of a golf ball.",
            189,
            [("Power", "440 W"), ("Efficiency", "22.5 %"), ("Size", "176 × 113 cm"), ("Weight", "24 kg"), ("Guaranteed", "30 years")]
        ),
        new(
            "dusk-420",
            "Dusk 420",
            "All black, for roofs that neighbours look at.",
            "Black cells, black frame, black back. Dusk disappears on a slate roof and works like any other panel: only the sun can tell.",
            214,
            [("Power", "420 W"), ("Efficiency", "21.5 %"), ("Size", "172 × 113 cm"), ("Weight", "22 kg"), ("Guaranteed", "25 years")]
        ),
        new(
            "ember-10",
            "Ember 10",
            "A battery that carries the day into the evening.",
            "Ten kilowatt hours, enough for cooking, television and the washing machine after sunset. When the grid fails, Ember "
                + "keeps the lights and the freezer on.",
            5200,
            [("Holds", "10 kWh"), ("Gives", "5 kW"), ("Cycles", "6,000"), ("Size", "60 × 115 × 20 cm"), ("Guaranteed", "10 years")]
        ),
    ];

    internal static Product? Find(string slug) => All.FirstOrDefault(product => product.Slug == slug);
}
