using System.Globalization;
using System.Xml.Linq;

namespace Waypost.Manager.Ui.Charts;

/// <summary>
/// SVG elements as text. Razor cannot write them, because it uses &lt;text&gt; for itself. The style sheet sets colours, strokes
/// and font sizes, so one chart fits both colour schemes; horizontal positions are percentages, so it fits every width.
/// Chart libraries draw with scripts; these charts are part of the page, and can be read without scripts and by screen readers.
/// </summary>
internal static class Svg
{
    public static XElement Element(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var element = new XElement(name);
        foreach (var (attribute, value) in attributes)
        {
            element.SetAttributeValue(attribute, value is double number ? Number(number) : value);
        }

        return element;
    }

    public static XElement Text(string content, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var text = Element("text", attributes);
        text.Value = content;
        return text;
    }

    /// <summary>A marker that keeps its shape when the chart is stretched: its own coordinates start at (x, y).</summary>
    public static XElement Marker(string x, double y, string cssClass, XElement shape)
    {
        var marker = Element("svg", ("x", x), ("y", y), ("class", cssClass), ("overflow", "visible"));
        marker.Add(shape);
        return marker;
    }

    /// <summary>A fraction of the width, 0…1, as a coordinate.</summary>
    public static string WidthPercent(double fraction) => Number(fraction * 100) + "%";

    public static string Number(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    public static string ToMarkup(XElement element) => element.ToString(SaveOptions.DisableFormatting);
}
