using System.Text;

namespace Waypost.Manager.Ui;

/// <summary>
/// Makes a key from a name: "Short quote form" → "short-quote-form". The script in the browser does so while one types, and knows accents,
/// too.
/// </summary>
public static class KeyOf
{
    private const int Longest = 100;

    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var key = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                key.Append(letter);
            }
            else if (key.Length > 0 && key[^1] != '-')
            {
                key.Append('-');
            }
        }

        return key.ToString()[..Math.Min(key.Length, Longest)].TrimEnd('-');
    }
}
