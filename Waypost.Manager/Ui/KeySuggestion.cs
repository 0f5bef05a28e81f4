using System.Text;

namespace Waypost.Manager.Ui;

/// <summary>
/// Suggests a key for a name: "Short quote form" → "short-quote-form". In the browser a script does this while the name is typed; it
/// also strips accents.
/// </summary>
public static class KeySuggestion
{
    private const int MaxLength = 100;

    public static string From(string name)
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

        return key.ToString()[..Math.Min(key.Length, MaxLength)].TrimEnd('-');
    }
}
