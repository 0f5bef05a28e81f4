using Microsoft.AspNetCore.Components;

namespace Waypost.Manager.Ui.Parts;

public sealed partial class Icon
{
    // Drawn in a square of 16 by 16.
    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["flag"] = """<path d="M3.5 14.5v-13M3.5 2.5h8.6l-1.9 3 1.9 3H3.5"/>""",
        ["log"] =
            """<path d="M5.5 3.5h8M5.5 8h8M5.5 12.5h5"/><circle cx="2.3" cy="3.5" r=".8"/>"""
            + """<circle cx="2.3" cy="8" r=".8"/><circle cx="2.3" cy="12.5" r=".8"/>""",
        ["key"] = """<circle cx="5" cy="11" r="3"/><path d="m7.2 8.8 6-6M10.6 5.4l2 2M12.4 3.6l1.6 1.6"/>""",
        ["search"] = """<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 4 4"/>""",
        ["plus"] = """<path d="M8 2.5v11M2.5 8h11"/>""",
        ["down"] = """<path d="m4 6 4 4 4-4"/>""",
        ["right"] = """<path d="m6 3.5 4.5 4.5L6 12.5"/>""",
        ["check"] = """<path d="m2.8 8.6 3.4 3.4 7-7.6"/>""",
        ["cross"] = """<path d="m3.5 3.5 9 9M12.5 3.5l-9 9"/>""",
        ["copy"] =
            """<rect x="5.5" y="5.5" width="8.5" height="8.5" rx="1.5"/>"""
            + """<path d="M3.5 10.5H3A1.5 1.5 0 0 1 1.5 9V3A1.5 1.5 0 0 1 3 1.5h6A1.5 1.5 0 0 1 10.5 3v.5"/>""",
        ["person"] = """<circle cx="8" cy="5" r="3"/><path d="M2.5 14.5c.5-3 2.6-4.5 5.5-4.5s5 1.5 5.5 4.5"/>""",
        ["warning"] = """<path d="M8 1.8 15 14H1L8 1.8ZM8 6.2v3.6M8 11.7v.4"/>""",
        ["info"] = """<circle cx="8" cy="8" r="6.5"/><path d="M8 7.3v4M8 4.6v.5"/>""",
        ["trash"] = """<path d="M2 4h12M6 4V2h4v2M3.5 4l.7 10h7.6l.7-10M6.6 6.8v4.4M9.4 6.8v4.4"/>""",
        ["turn"] = """<path d="M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 1.5V5H10"/>""",
        ["out"] = """<path d="M6.5 2H3.5A1.5 1.5 0 0 0 2 3.5v9A1.5 1.5 0 0 0 3.5 14h3M6.5 8H14M11 4.8 14.2 8 11 11.2"/>""",
        ["book"] =
            """<path d="M8 4C6.5 2.8 4.3 2.5 1.5 2.5v10c2.8 0 5 .3 6.5 1.5 1.5-1.2 3.7-1.5 6.5-1.5v-10C11.7 2.5 9.5 2.8 8 4"""
            + """Zm0 0v10"/>""",
        ["flask"] = """<path d="M6 1.5v4.7L2.4 12.6A1.3 1.3 0 0 0 3.5 14.5h9a1.3 1.3 0 0 0 1.1-1.9L10 6.2V1.5M5 1.5h6M4.3 9.5h7.4"/>""",
        ["layers"] = """<path d="M8 1.8 14.5 5 8 8.2 1.5 5 8 1.8ZM1.5 8 8 11.2 14.5 8M1.5 11 8 14.2 14.5 11"/>""",
        ["gauge"] = """<path d="M2.6 13A6.5 6.5 0 1 1 13.4 13M8 9.5l3-4"/><circle cx="8" cy="9.5" r="1"/>""",
        ["database"] =
            """<path d="M2.5 4v8c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2V4M2.5 8c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2"/>"""
            + """<ellipse cx="8" cy="4" rx="5.5" ry="2.2"/>""",
        ["play"] = """<path d="M4 2.5v11l9-5.5z"/>""",
        ["stop"] = """<rect x="3" y="3" width="10" height="10" rx="1.5"/>""",
        ["clock"] = """<circle cx="8" cy="8" r="6.5"/><path d="M8 4.2V8l2.6 1.6"/>""",
        ["lock"] = """<rect x="3" y="7" width="10" height="7" rx="1.5"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>""",
    };

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";
}
