using System.Globalization;
using System.Xml.Linq;

namespace Waypost.Manager.Ui.Pictures;

/// <summary>
/// SVG as text. Not markup in components: there, &lt;text&gt; belongs to Razor. Colours, strokes and sizes of text come from
/// the style sheet, so that one picture fits both schemes; places across are per cent, so that it fits every width.
/// </summary>
internal static class Drawing
{
    public static XElement Shape(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var element = new XElement(name);
        foreach (var (attribute, value) in attributes)
        {
            element.SetAttributeValue(attribute, value is double number ? Number(number) : value);
        }

        return element;
    }

    public static XElement Words(string words, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var text = Shape("text", attributes);
        text.Value = words;
        return text;
    }

    /// <summary>A mark that keeps its shape wherever it stands: its own coordinates start at (x, y).</summary>
    public static XElement At(string x, double y, string cssClass, XElement shape)
    {
        var place = Shape("svg", ("x", x), ("y", y), ("class", cssClass), ("overflow", "visible"));
        place.Add(shape);
        return place;
    }

    /// <summary>A share of the width, 0…1, as a coordinate.</summary>
    public static string Across(double share) => Number(share * 100) + "%";

    public static string Number(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    public static string Text(XElement drawing) => drawing.ToString(SaveOptions.DisableFormatting);
}
