using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SolarFlare.Demo;

/// <summary>One visitor's way through the shop.</summary>
internal sealed partial class Visit(HttpClient browser, Random random, TimeProvider time)
{
    internal async Task MakeAsync(CancellationToken cancellationToken)
    {
        var first = await ReadAsync("/", cancellationToken);
        if (random.NextDouble() < 0.4)
        {
            await LookAsync(cancellationToken);
            await ReadAsync("/panels", cancellationToken);
        }

        // A banner that promises something sends a few more people to the form.
        if (random.NextDouble() < (first.Contains("id=\"savings\"", StringComparison.Ordinal) ? 0.55 : 0.5))
        {
            await LookAsync(cancellationToken);
            await AskAsync(cancellationToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var page = await ReadAsync("/quote", cancellationToken);
        if (Token().Match(page) is not { Success: true } token)
        {
            return;
        }

        var isNew = page.Contains("data-variant=\"new\"", StringComparison.Ordinal);
        var verification = WebUtility.HtmlDecode(token.Groups[1].Value);
        await LookAsync(cancellationToken);
        await PostAsync("/time-on-form", verification, [("seconds", Seconds(isNew))], cancellationToken);
        if (random.NextDouble() < (isNew ? 0.095 : 0.08))
        {
            await PostAsync(isNew ? "/quote?handler=new" : "/quote?handler=old", verification, [("Short.Address", "?")], cancellationToken);
        }

        if (random.NextDouble() < (isNew ? 0.24 : 0.2))
        {
            await PostAsync(
                isNew ? "/quote?handler=new" : "/quote?handler=old",
                verification,
                isNew ? ShortForm() : LongForm(),
                cancellationToken
            );
        }
    }

    private async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await browser.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private async Task PostAsync(
        string path,
        string verification,
        IReadOnlyList<(string Name, string Value)> fields,
        CancellationToken cancellationToken
    )
    {
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", verification)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))
        );
        using var response = await browser.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private Task LookAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 800)), time, cancellationToken);

    private string Seconds(bool isNew) =>
        Math.Round((isNew ? 25 : 80) * (0.3 + (random.NextDouble() * 2)), 1).ToString(CultureInfo.InvariantCulture);

    private (string Name, string Value)[] ShortForm() => [("Short.Address", $"{random.Next(1, 200)} Sun Street, Springfield")];

    private (string Name, string Value)[] LongForm() =>
        [
            ("Long.FirstName", "Sim"),
            ("Long.LastName", "Visitor"),
            ("Long.Email", "sim@example.com"),
            ("Long.Phone", "555 010 0100"),
            ("Long.Street", $"{random.Next(1, 200)} Sun Street"),
            ("Long.Postcode", "12345"),
            ("Long.Town", "Springfield"),
            ("Long.Roof", "0"),
            ("Long.Facing", "0"),
            ("Long.Area", random.Next(30, 150).ToString(CultureInfo.InvariantCulture)),
            ("Long.Built", "1984"),
            ("Long.Consumption", "4200"),
        ];

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
