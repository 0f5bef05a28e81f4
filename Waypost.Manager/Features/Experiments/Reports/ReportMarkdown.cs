using System.Globalization;
using System.Text;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>A report as Markdown (CommonMark with tables), for a wiki or a pull request. Pure.</summary>
internal static class ReportMarkdown
{
    public static string Create(ExperimentReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Escape(report.Name)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Escape(ReportText.Header(report))}\n\n");
        AppendParagraph(text, report.Description);
        text.Append("## Decision\n\n");
        AppendParagraph(text, report.Decision.Sentence);
        AppendParagraph(text, ReportText.Result(report));
        AppendSection(text, "What we learned", report.Learned);
        AppendPlan(text, report);
        AppendDeviations(text, report);
        if (report.Numbers is { } numbers)
        {
            AppendNumbers(text, numbers);
        }

        return text.ToString();
    }

    /// <summary>Text that a person wrote must not become markup, nor HTML, nor another cell of a table.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '!' or '~' or '&' => escaped
                    .Append('\\')
                    .Append(character),
                '\r' => escaped,
                '\n' => escaped.Append(' '),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }

    private static void AppendPlan(StringBuilder text, ExperimentReport report)
    {
        text.Append("## Plan\n\n");
        foreach (var (name, value) in ReportText.PlanFacts(report))
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{name}**: {Escape(value)}\n");
        }

        text.Append("\nHow it is decided:\n\n");
        foreach (var sentence in report.Rule)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Escape(sentence)}\n");
        }

        text.Append('\n');
    }

    private static void AppendDeviations(StringBuilder text, ExperimentReport report)
    {
        text.Append("## Deviations from the plan\n\n");
        if (report.Deviations.Count == 0)
        {
            text.Append(ReportText.NoDeviations(report)).Append("\n\n");
            return;
        }

        foreach (var deviation in report.Deviations)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Escape(ReportText.Origin(deviation))}: {Escape(deviation.What)}\n");
        }

        text.Append('\n');
    }

    private static void AppendNumbers(StringBuilder text, ReportNumbers numbers)
    {
        text.Append("## Numbers\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Escape(ReportText.Basis(numbers))}\n\n");
        text.Append("| Metric | Role | Variant | Control | Value | Change | Interval | p-value | Result |\n");
        text.Append("| --- | --- | --- | ---: | ---: | ---: | --- | ---: | --- |\n");
        foreach (var row in numbers.Rows)
        {
            string[] cells =
            [
                row.Name,
                PlanForm.RoleValue(row.Role),
                row.Variant,
                row.Texts.Control,
                row.Texts.Value,
                row.Texts.Change,
                row.Texts.Interval,
                row.Texts.PValue,
                row.Texts.Label + (row.Margin is { } margin ? $"; {margin}" : ""),
            ];
            text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");
        }

        text.Append('\n');
        foreach (var row in numbers.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Escape(ReportText.Sentences(row))}\n");
        }

        if (numbers.Warnings.Count > 0)
        {
            text.Append("\n### Warnings\n\n");
            foreach (var warning in numbers.Warnings)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {Escape(warning)}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{Escape(ReportText.Origin(numbers))}\n");
    }

    private static void AppendSection(StringBuilder text, string title, string paragraphs)
    {
        if (paragraphs.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
            AppendParagraph(text, paragraphs);
        }
    }

    // Empty lines separate paragraphs, as the author wrote them.
    private static void AppendParagraph(StringBuilder text, string? paragraphs)
    {
        foreach (var paragraph in ReportText.Paragraphs(paragraphs ?? ""))
        {
            text.Append(Escape(paragraph)).Append("\n\n");
        }
    }
}
