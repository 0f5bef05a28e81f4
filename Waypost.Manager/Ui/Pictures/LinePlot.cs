using System.Xml.Linq;
using static Waypost.Manager.Ui.Pictures.Drawing;

namespace Waypost.Manager.Ui.Pictures;

/// <summary>
/// A few lines over one axis: a pure function to SVG. Lines differ by colour, dashes and the shape at their end, where they
/// are named. The numbers at the left and the names at the right stand outside, where the style sheet keeps margins for them.
/// </summary>
internal sealed record LinePlot
{
    private const double Top = 20;
    private const double Height = 194;
    private const double Whole = 244;
    private const int LongestName = 11;
    private const double Gap = 8;

    private static readonly string[] EndShapes =
    [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
        "M-4-4h8v8h-8z",
        "M0-5 5 4H-5z",
        "M0-5.5 5.5 0 0 5.5-5.5 0z",
    ];

    /// <summary>What the picture says, for those who do not see it.</summary>
    public required string Sentence { get; init; }

    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>Where the axis below begins and ends.</summary>
    public required (double From, double To) Span { get; init; }

    public required IReadOnlyList<Tick> Below { get; init; }

    /// <summary>The last one is the top of the plot; the first is 0.</summary>
    public required IReadOnlyList<Tick> Aside { get; init; }

    /// <summary>Moments worth a line of their own.</summary>
    public IReadOnlyList<Tick> Marks { get; init; } = [];

    /// <summary>Stretches in which things were different.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>What the pointer is told over each place below.</summary>
    public IReadOnlyList<Tick> Notes { get; init; } = [];

    public string Draw()
    {
        var picture = Shape(
            "svg",
            ("class", "plot"),
            ("role", "img"),
            ("aria-label", Sentence),
            ("height", Whole),
            ("overflow", "visible")
        );
        picture.Add(Bands.SelectMany(Draw));
        foreach (var tick in Aside)
        {
            picture.Add(Words(tick.Label, ("class", "plot-word"), ("x", -Gap), ("y", Up(tick.At) + 4), ("text-anchor", "end")));
        }

        picture.Add(
            Aside.Select(tick =>
                Shape(
                    "line",
                    ("class", tick.At == 0 ? "plot-base" : "plot-grid"),
                    ("x1", "0"),
                    ("x2", "100%"),
                    ("y1", Up(tick.At)),
                    ("y2", Up(tick.At))
                )
            )
        );
        picture.Add(
            Below.Select(
                (tick, i) =>
                    Words(
                        tick.Label,
                        ("class", i % 2 == 0 ? "plot-word" : "plot-word plot-minor"),
                        ("x", Across(Share(tick.At))),
                        ("y", Top + Height + 22),
                        ("text-anchor", Anchor(tick.At))
                    )
            )
        );
        picture.Add(Marks.Where(mark => Share(mark.At) is >= 0 and <= 1).SelectMany(Mark));
        picture.Add(Paths());
        picture.Add(Lines.Where(line => line.Points.Count > 0).Select(End));
        picture.Add(Notes.Select(Note));
        picture.Add(Names());
        return Text(picture);
    }

    // The lines are stretched with the frame; their strokes are not (vector-effect in the style sheet).
    private XElement Paths()
    {
        var stretched = Shape(
            "svg",
            ("y", Top),
            ("width", "100%"),
            ("height", Height),
            ("viewBox", "0 0 1000 1000"),
            ("preserveAspectRatio", "none"),
            ("overflow", "visible")
        );
        stretched.Add(
            Lines
                .Where(line => line.Points.Count > 1)
                .Select(line =>
                    Shape(
                        "polyline",
                        ("class", $"line line-{line.Index}"),
                        (
                            "points",
                            string.Join(' ', line.Points.Select(p => $"{Number(Share(p.X) * 1000)},{Number(1000 * (1 - Level(p.Y)))}"))
                        )
                    )
                )
        );
        return stretched;
    }

    private XElement End(Line line)
    {
        var (x, y) = line.Points[^1];
        return At(Across(Share(x)), Up(y), $"line-end line-{line.Index}", Shape("path", ("d", EndShapes[line.Index % EndShapes.Length])));
    }

    private IEnumerable<XElement> Draw(Band band)
    {
        var (from, to) = (Math.Clamp(Share(band.From), 0, 1), Math.Clamp(Share(band.To), 0, 1));
        return
        [
            Shape("rect", ("class", "plot-band"), ("x", Across(from)), ("y", Top), ("width", Across(to - from)), ("height", Height)),
            Words(
                band.Label,
                ("class", "plot-word"),
                ("x", Across((from + to) / 2)),
                ("y", Top + 14),
                (
                    "text-anchor",
                    to - from > 0.1 ? "middle"
                    : from > 0.5 ? "end"
                    : "start"
                )
            ),
        ];
    }

    private IEnumerable<XElement> Mark(Tick mark) =>
        [
            Shape(
                "line",
                ("class", "plot-mark"),
                ("x1", Across(Share(mark.At))),
                ("x2", Across(Share(mark.At))),
                ("y1", Top),
                ("y2", Top + Height)
            ),
            Words(mark.Label, ("class", "plot-word"), ("x", Across(Share(mark.At))), ("y", Top - 6), ("text-anchor", Anchor(mark.At))),
        ];

    private XElement Note(Tick note, int index)
    {
        var from = index == 0 ? 0 : (Share(Notes[index - 1].At) + Share(note.At)) / 2;
        var to = index == Notes.Count - 1 ? 1 : (Share(Notes[index + 1].At) + Share(note.At)) / 2;
        var over = Shape(
            "rect",
            ("class", "plot-over"),
            ("x", Across(from)),
            ("y", Top),
            ("width", Across(Math.Max(0, to - from))),
            ("height", Height)
        );
        over.Add(new XElement("title", note.Label));
        return over;
    }

    // Names beside the ends of their lines, pushed apart where lines end close together.
    private XElement Names()
    {
        var right = Shape("svg", ("x", "100%"), ("overflow", "visible"));
        var ended = Lines.Where(line => line.Points.Count > 0).OrderByDescending(line => line.Points[^1].Y).ToList();
        var (room, withValue) = ended.Count <= 6 ? (31d, true) : (15d, false);
        foreach (
            var (line, y) in ended.Zip(
                Apart([.. ended.Select(line => Up(line.Points[^1].Y))], room, Top + 4, Top + Height - (withValue ? 12 : 0))
            )
        )
        {
            right.Add(Words(Short(line.Name), ("class", "plot-name"), ("x", Gap + 2), ("y", y + 4)));
            if (withValue)
            {
                right.Add(Words(line.Value, ("class", "plot-word"), ("x", Gap + 2), ("y", y + 19)));
            }
        }

        return right;
    }

    /// <summary>
    /// Moves places that lie closer than <paramref name="room"/> apart, within bounds; they come and go from top to bottom.
    /// </summary>
    internal static double[] Apart(double[] places, double room, double first, double last)
    {
        var moved = places.ToArray();
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = Math.Max(moved[i], i == 0 ? first : moved[i - 1] + room);
        }

        for (var i = moved.Length - 1; i >= 0; i--)
        {
            moved[i] = Math.Min(moved[i], i == moved.Length - 1 ? last : moved[i + 1] - room);
        }

        return moved;
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    private double Share(double x) => Span.To > Span.From ? (x - Span.From) / (Span.To - Span.From) : 0.5;

    private double Level(double y) => Aside[^1].At > 0 ? y / Aside[^1].At : 0;

    private double Up(double y) => Top + (Height * (1 - Level(y)));

    private string Anchor(double x) =>
        Share(x) switch
        {
            < 0.05 => "start",
            > 0.95 => "end",
            _ => "middle",
        };

    /// <summary>From here to there along the axis below, and what was different.</summary>
    internal sealed record Band(double From, double To, string Label);

    /// <summary>A place on an axis and what is written there.</summary>
    internal sealed record Tick(double At, string Label);

    /// <summary>One line.</summary>
    /// <param name="Name">Written at its end.</param>
    /// <param name="Value">What it ends at, in words.</param>
    /// <param name="Index">0 is the control, drawn quietly; the others have a colour, dashes and a shape each.</param>
    internal sealed record Line(string Name, string Value, int Index, IReadOnlyList<(double X, double Y)> Points);
}
