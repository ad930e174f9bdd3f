using System;

namespace AppServices.Mql.Dates;

/// <summary>Reads a text along a format.</summary>
internal ref struct DateFormatReader(string format, string text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <exception cref="DocumentException">The text is not of the format.</exception>
    public DateFields Read()
    {
        var fields = new DateFields();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') Literal(format[i]);
            else Field(fields, format[++i]);
        }
        return _rest.IsEmpty ? fields : throw Failure($"Trailing data '{_rest}'");
    }

    private void Field(DateFields fields, char specifier)
    {
        switch (specifier)
        {
            case 'Y': fields.Year = Number(4); break;
            case 'm': fields.Month = Number(2); break;
            case 'd': fields.Day = Number(2); break;
            case 'j': fields.DayOfYear = Number(3); break;
            case 'G': fields.IsoYear = Number(4); break;
            case 'V': fields.IsoWeek = Number(2); break;
            case 'u': fields.IsoDayOfWeek = Number(1); break;
            case 'H': fields.Hour = Number(2); break;
            case 'M': fields.Minute = Number(2); break;
            case 'S': fields.Second = Number(2); break;
            case 'L': fields.Millisecond = Fraction(); break;
            case 'b' or 'B': fields.Month = Month(); break;
            case 'z': fields.Zone = Zone(); break;
            case 'Z': fields.Zone = Minutes(); break;
            default: Literal('%'); break;
        }
    }

    private void Literal(char letter)
    {
        if (_rest.IsEmpty || _rest[0] != letter) throw Failure($"Format literal not found '{letter}'");
        _rest = _rest[1..];
    }

    private int Number(int most)
    {
        int length = 0, value = 0;
        while (length < most && length < _rest.Length && char.IsAsciiDigit(_rest[length])) value = value * 10 + _rest[length++] - '0';
        if (length == 0) throw Failure("Not enough data available to satisfy format");
        _rest = _rest[length..];
        return value;
    }

    // Of a second, so that 5 is half of one.
    private int Fraction()
    {
        int before = _rest.Length, value = Number(3);
        return (before - _rest.Length) switch
        {
            1 => value * 100,
            2 => value * 10,
            _ => value,
        };
    }

    private int Month() =>
        MonthNames.Find(Take(_rest.IndexOfAnyExceptInRange('A', 'z'))) ?? throw Failure("there is no such month");

    private DateZone Zone()
    {
        int length = _rest.IndexOfAny(' ', ')', ']');
        ReadOnlySpan<char> name = Take(length);
        return DateZone.Find(name.ToString()) ?? throw Failure($"unrecognized time zone '{name}'");
    }

    private DateZone Minutes()
    {
        int sign = _rest is ['-', ..] ? -1 : 1;
        if (_rest is ['-' or '+', ..]) _rest = _rest[1..];
        int minutes = Number(4);
        return DateZone.Find($"{(sign < 0 ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}")!;
    }

    private ReadOnlySpan<char> Take(int length)
    {
        ReadOnlySpan<char> taken = length < 0 ? _rest : _rest[..length];
        _rest = length < 0 ? [] : _rest[length..];
        return taken;
    }

    private readonly DocumentException Failure(string reason) =>
        DocumentException.ConversionFailure($"Error parsing date string '{text}'; {reason}");
}
