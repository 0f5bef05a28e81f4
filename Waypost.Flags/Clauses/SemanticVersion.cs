namespace Waypost.Flags;

/// <summary>
/// A version as defined by semver.org 2.0.0. Parsed here because <see cref="Version"/> has no prereleases and this library takes no further
/// dependency. Numbers are compared as digits and may have any size. Allocates nothing.
/// </summary>
internal readonly struct SemanticVersion
{
    private readonly string text;
    private readonly int majorEnd;
    private readonly int minorEnd;
    private readonly int patchEnd;
    private readonly int preReleaseEnd;

    private SemanticVersion(string text, int majorEnd, int minorEnd, int patchEnd, int preReleaseEnd)
    {
        this.text = text;
        this.majorEnd = majorEnd;
        this.minorEnd = minorEnd;
        this.patchEnd = patchEnd;
        this.preReleaseEnd = preReleaseEnd;
    }

    private ReadOnlySpan<char> Major => text.AsSpan(0, majorEnd);

    private ReadOnlySpan<char> Minor => text.AsSpan(majorEnd + 1, minorEnd - majorEnd - 1);

    private ReadOnlySpan<char> PatchNumber => text.AsSpan(minorEnd + 1, patchEnd - minorEnd - 1);

    /// <summary>Empty for a release.</summary>
    private ReadOnlySpan<char> PreRelease => preReleaseEnd == patchEnd ? default : text.AsSpan(patchEnd + 1, preReleaseEnd - patchEnd - 1);

    internal static bool TryParse(string text, out SemanticVersion version)
    {
        version = default;
        var majorEnd = FindNumberEnd(text, 0);
        if (majorEnd < 0 || majorEnd >= text.Length || text[majorEnd] != '.')
        {
            return false;
        }
        var minorEnd = FindNumberEnd(text, majorEnd + 1);
        if (minorEnd < 0 || minorEnd >= text.Length || text[minorEnd] != '.')
        {
            return false;
        }
        var patchEnd = FindNumberEnd(text, minorEnd + 1);
        if (patchEnd < 0)
        {
            return false;
        }

        var preReleaseEnd = patchEnd;
        if (preReleaseEnd < text.Length && text[preReleaseEnd] == '-')
        {
            preReleaseEnd = FindIdentifiersEnd(text, patchEnd + 1, allowsLeadingZeros: false);
            if (preReleaseEnd < 0)
            {
                return false;
            }
        }

        var end = preReleaseEnd;
        if (end < text.Length && text[end] == '+')
        {
            end = FindIdentifiersEnd(text, end + 1, allowsLeadingZeros: true);
        }
        if (end != text.Length)
        {
            return false;
        }

        version = new(text, majorEnd, minorEnd, patchEnd, preReleaseEnd);
        return true;
    }

    /// <summary>Precedence by section 11; build metadata is ignored.</summary>
    internal static int Compare(in SemanticVersion a, in SemanticVersion b)
    {
        var order = CompareNumbers(a.Major, b.Major);
        if (order == 0)
        {
            order = CompareNumbers(a.Minor, b.Minor);
        }
        if (order == 0)
        {
            order = CompareNumbers(a.PatchNumber, b.PatchNumber);
        }
        return order != 0 ? order : ComparePreReleases(a.PreRelease, b.PreRelease);
    }

    private static int ComparePreReleases(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return a.IsEmpty.CompareTo(b.IsEmpty);
        }
        while (true)
        {
            var order = CompareIdentifiers(ReadIdentifier(ref a), ReadIdentifier(ref b));
            if (order != 0)
            {
                return order;
            }
            if (a.IsEmpty || b.IsEmpty)
            {
                return b.IsEmpty.CompareTo(a.IsEmpty);
            }
        }
    }

    private static ReadOnlySpan<char> ReadIdentifier(ref ReadOnlySpan<char> identifiers)
    {
        var dot = identifiers.IndexOf('.');
        var next = dot < 0 ? identifiers : identifiers[..dot];
        identifiers = dot < 0 ? default : identifiers[(dot + 1)..];
        return next;
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var aIsNumber = IsNumber(a);
        var bIsNumber = IsNumber(b);
        if (aIsNumber != bIsNumber)
        {
            return bIsNumber.CompareTo(aIsNumber);
        }
        return aIsNumber ? CompareNumbers(a, b) : a.SequenceCompareTo(b);
    }

    // Without leading zeros, the longer number is greater.
    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);

    private static bool IsNumber(ReadOnlySpan<char> identifier) => !identifier.ContainsAnyExceptInRange('0', '9');

    /// <summary>Index after the number; -1 if there is none or it has a leading zero.</summary>
    private static int FindNumberEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        return end == start || (text[start] == '0' && end > start + 1) ? -1 : end;
    }

    /// <summary>Index after the dot-separated identifiers; -1 if they are invalid.</summary>
    private static int FindIdentifiersEnd(string text, int start, bool allowsLeadingZeros)
    {
        while (true)
        {
            var end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
            {
                end++;
            }
            var identifier = text.AsSpan(start, end - start);
            if (identifier.IsEmpty)
            {
                return -1;
            }
            if (!allowsLeadingZeros && identifier.Length > 1 && identifier[0] == '0' && IsNumber(identifier))
            {
                return -1;
            }
            if (end == text.Length || text[end] != '.')
            {
                return end;
            }
            start = end + 1;
        }
    }
}
