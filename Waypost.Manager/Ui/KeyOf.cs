using System.Globalization;
using System.Text;

namespace Waypost.Manager.Ui;

/// <summary>Suggests a key for a name: "Short quote form" → "short-quote-form". The script in the browser does the same while one types.</summary>
public static class KeyOf
{
    private const int Longest = 100;

    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var key = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                key.Append(letter);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && key.Length > 0 && key[^1] != '-')
            {
                key.Append('-');
            }
        }

        return key.ToString()[..Math.Min(key.Length, Longest)].TrimEnd('-');
    }
}
