namespace Waypost.Flags;

/// <summary>
/// Parses times in the format of RFC 3339, section 5.6, such as <c>2026-03-01T00:00:00.5+02:00</c>. Fractions have a precision of 100 ns,
/// further digits are ignored; a leap second counts as the first second of the next minute. <see cref="DateTimeOffset"/> accepts more
/// formats and years 1 to 9999 only, so implementations in other languages could not give the same result.
/// </summary>
internal static class Rfc3339
{
    /// <summary>Ticks of 100 ns since 0000-03-01 UTC, only for comparison. Allocates nothing.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (
            text.Length < "0000-00-00T00:00:00Z".Length
            || !TryParseDigits(text[..4], out var year)
            || text[4] != '-'
            || !TryParseDigits(text[5..7], out var month)
            || text[7] != '-'
            || !TryParseDigits(text[8..10], out var day)
            || text[10] is not ('T' or 't')
            || !TryParseDigits(text[11..13], out var hour)
            || text[13] != ':'
            || !TryParseDigits(text[14..16], out var minute)
            || text[16] != ':'
            || !TryParseDigits(text[17..19], out var second)
            || month is < 1 or > 12
            || day < 1
            || day > DaysIn(year, month)
            || hour > 23
            || minute > 59
            || second > 60
        )
        {
            return false;
        }

        var rest = text[19..];
        if (!TryParseFraction(ref rest, out var fraction) || !TryParseOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        var minutes = (((DayNumber(year, month, day) * 24) + hour) * 60) + minute - offsetMinutes;
        ticks = (minutes * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + fraction;
        return true;
    }

    private static bool TryParseFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest[0] != '.')
        {
            return true;
        }

        var length = 1;
        var unit = TimeSpan.TicksPerSecond;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
        {
            unit /= 10;
            ticks += unit * (rest[length++] - '0');
        }

        rest = rest[length..];
        return length > 1;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> rest, out int minutes)
    {
        minutes = 0;
        if (rest is "Z" or "z")
        {
            return true;
        }
        if (
            rest.Length != "+00:00".Length
            || rest[0] is not ('+' or '-')
            || rest[3] != ':'
            || !TryParseDigits(rest[1..3], out var hours)
            || !TryParseDigits(rest[4..], out minutes)
            || hours > 23
            || minutes > 59
        )
        {
            return false;
        }

        minutes = ((hours * 60) + minutes) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
            number = (number * 10) + (c - '0');
        }

        return true;
    }

    private static int DaysIn(int year, int month) =>
        month switch
        {
            2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };

    // Years start in March, so the leap day comes last and a month's first day is (153 m + 2) / 5.
    private static long DayNumber(int year, int month, int day)
    {
        var y = month > 2 ? year : year - 1;
        var m = month > 2 ? month - 3 : month + 9;
        return (365L * y) + FloorDivide(y, 4) - FloorDivide(y, 100) + FloorDivide(y, 400) + (((153 * m) + 2) / 5) + day - 1;
    }

    private static long FloorDivide(int a, int b) => (a >= 0 ? a : a - b + 1) / b;
}
