namespace Waypost.Manager.Ui.Charts;

/// <summary>What a line chart shows: a few lines over one axis. <see cref="LineChartSvg"/> draws it.</summary>
internal sealed record LineChart
{
    /// <summary>The chart in words, for screen readers.</summary>
    public required string Description { get; init; }

    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>Where the horizontal axis starts and ends.</summary>
    public required (double From, double To) XRange { get; init; }

    public required IReadOnlyList<Tick> XTicks { get; init; }

    /// <summary>The first is the bottom of the chart, 0 or below, the last is its top.</summary>
    public required IReadOnlyList<Tick> YTicks { get; init; }

    /// <summary>Vertical lines with a label.</summary>
    public IReadOnlyList<Tick> Markers { get; init; } = [];

    /// <summary>Shaded ranges of the horizontal axis.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>Ranges around lines, from left to right.</summary>
    public IReadOnlyList<Area> Areas { get; init; } = [];

    /// <summary>Single values with their intervals.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>What the pointer shows at each position of the horizontal axis.</summary>
    public IReadOnlyList<Tick> Tooltips { get; init; } = [];

    public string ToSvg() => new LineChartSvg(this).Draw();

    /// <summary>A shaded range and its label.</summary>
    internal sealed record Band(double From, double To, string Label);

    /// <summary>A range around a line.</summary>
    /// <param name="Index">That of the line.</param>
    /// <param name="Points">At least two.</param>
    internal sealed record Area(int Index, IReadOnlyList<(double X, double Low, double High)> Points);

    /// <summary>An interval, and the value in it if it is drawn.</summary>
    /// <param name="CssClass">The look of both.</param>
    internal sealed record Mark(double X, double? Y, double Low, double High, string CssClass);

    /// <summary>A position on an axis and its label.</summary>
    internal sealed record Tick(double Value, string Label);

    /// <summary>One line.</summary>
    /// <param name="Name">Written at the end of the line.</param>
    /// <param name="Value">The last value as text.</param>
    /// <param name="Index">0 is the control, drawn in a muted colour; the others differ by colour, dashes and end marker.</param>
    internal sealed record Line(string Name, string Value, int Index, IReadOnlyList<(double X, double Y)> Points);
}
