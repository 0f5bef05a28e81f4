using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SolarFlare.Demo;

/// <summary>One simulated visit: opens pages and may fill in the quote form.</summary>
internal sealed partial class SimulatedVisit(HttpClient browser, Random random, TimeProvider time)
{
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var frontPage = await GetPageAsync("/", cancellationToken);
        if (random.NextDouble() < 0.4)
        {
            await PauseAsync(cancellationToken);
            await GetPageAsync("/panels", cancellationToken);
        }

        // The savings banner sends a few more visitors to the form.
        if (random.NextDouble() < (frontPage.Contains("id=\"savings\"", StringComparison.Ordinal) ? 0.55 : 0.5))
        {
            await PauseAsync(cancellationToken);
            await RequestQuoteAsync(cancellationToken);
        }
    }

    private async Task RequestQuoteAsync(CancellationToken cancellationToken)
    {
        var page = await GetPageAsync("/quote", cancellationToken);
        if (TokenField().Match(page) is not { Success: true } match)
        {
            return;
        }

        var isNew = page.Contains("data-variant=\"new\"", StringComparison.Ordinal);
        var token = WebUtility.HtmlDecode(match.Groups[1].Value);
        await PauseAsync(cancellationToken);
        await PostAsync("/time-on-form", token, [("seconds", TimeOnForm(isNew))], cancellationToken);
        if (random.NextDouble() < (isNew ? 0.095 : 0.08))
        {
            await PostAsync(isNew ? "/quote?handler=new" : "/quote?handler=old", token, [("Short.Address", "?")], cancellationToken);
        }

        if (random.NextDouble() < (isNew ? 0.24 : 0.2))
        {
            await PostAsync(
                isNew ? "/quote?handler=new" : "/quote?handler=old",
                token,
                isNew ? ShortFormFields() : LongFormFields(),
                cancellationToken
            );
        }
    }

    private async Task<string> GetPageAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await browser.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private async Task PostAsync(
        string path,
        string token,
        IReadOnlyList<(string Name, string Value)> fields,
        CancellationToken cancellationToken
    )
    {
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))
        );
        using var response = await browser.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 800)), time, cancellationToken);

    private string TimeOnForm(bool isNew) =>
        Math.Round((isNew ? 25 : 80) * (0.3 + (random.NextDouble() * 2)), 1).ToString(CultureInfo.InvariantCulture);

    private (string Name, string Value)[] ShortFormFields() => [("Short.Address", $"{random.Next(1, 200)} Sun Street, Springfield")];

    private (string Name, string Value)[] LongFormFields() =>
        [
            ("Long.FirstName", "Sim"),
            ("Long.LastName", "Visitor"),
            ("Long.Email", "sim@example.com"),
            ("Long.Phone", "555 010 0100"),
            ("Long.Street", $"{random.Next(1, 200)} Sun Street"),
            ("Long.Postcode", "12345"),
            ("Long.Town", "Springfield"),
            ("Long.RoofType", "0"),
            ("Long.Orientation", "0"),
            ("Long.Area", random.Next(30, 150).ToString(CultureInfo.InvariantCulture)),
            ("Long.YearBuilt", "1984"),
            ("Long.Consumption", "4200"),
        ];

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
