namespace Waypost.Manager.Ui;

/// <summary>The style sheets, in loading order: later ones override earlier ones.</summary>
internal static class Styles
{
    /// <summary>Linked by every page. A page with rules of its own adds another one in its head.</summary>
    public static readonly IReadOnlyList<string> OfEveryPage = ["base.css", "layout.css", "components.css", "flags.css", "experiments.css"];
}
