using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Text;

namespace AppServices.Mql.Values;

/// <summary>
/// Patterns of PCRE, which MongoDB has, as patterns of .NET. Letters, digits and blanks are those of ASCII unless the pattern begins with
/// <c>(*UCP)</c>. What .NET cannot do is refused: a pattern never means something else.
/// </summary>
internal sealed class PatternTranslation
{
    private const string Digits = "0-9";
    private const string Words = "a-zA-Z0-9_";
    private const string Blanks = @"\t\n\v\f\r ";
    private const string WordEdge = @"(?:(?<=[a-zA-Z0-9_])(?![a-zA-Z0-9_])|(?<![a-zA-Z0-9_])(?=[a-zA-Z0-9_]))";
    private const string NoWordEdge = @"(?:(?<=[a-zA-Z0-9_])(?=[a-zA-Z0-9_])|(?<![a-zA-Z0-9_])(?![a-zA-Z0-9_]))";

    private static readonly FrozenDictionary<string, string> s_posix = new Dictionary<string, string>
    {
        ["alnum"] = "a-zA-Z0-9",
        ["alpha"] = "a-zA-Z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @" \t",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = Digits,
        ["graph"] = @"\x21-\x7E",
        ["lower"] = "a-z",
        ["print"] = @"\x20-\x7E",
        ["punct"] = @"\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E",
        ["space"] = Blanks,
        ["upper"] = "A-Z",
        ["word"] = Words,
        ["xdigit"] = "a-fA-F0-9",
    }.ToFrozenDictionary();

    // What .NET calls otherwise; categories such as L and Lu have the same names in both.
    private static readonly FrozenDictionary<string, string> s_scripts = new Dictionary<string, string>
    {
        ["Greek"] = @"\u0370-\u03FF\u1F00-\u1FFF",
        ["Cyrillic"] = @"\u0400-\u052F\u1C80-\u1C8F\u2DE0-\u2DFF\uA640-\uA69F",
        ["Hebrew"] = @"\u0591-\u05F4\uFB1D-\uFB4F",
        ["Arabic"] = @"\u0600-\u06FF\u0750-\u077F\u08A0-\u08FF\uFB50-\uFDFF\uFE70-\uFEFC",
        ["Han"] = @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007"
            + @"\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9",
        ["Hiragana"] = @"\u3041-\u309F",
        ["Katakana"] = @"\u30A1-\u30FF\u31F0-\u31FF\uFF66-\uFF9D",
        ["Hangul"] = @"\u1100-\u11FF\u3130-\u318F\uA960-\uA97F\uAC00-\uD7FB",
        ["Thai"] = @"\u0E01-\u0E3A\u0E40-\u0E5B",
        ["Latin"] = @"a-zA-Z\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02B8"
            + @"Ḁ-ỿⱠ-\u2C7F\uA722-\uA787\uFB00-\uFB06\uFF21-\uFF3A\uFF41-\uFF5A",
    }.ToFrozenDictionary();

    private readonly string _pattern;
    private readonly StringBuilder _made = new();
    private readonly bool _isUnicode;
    private int _at;
    private int _lastStart = -1;        // of what a quantifier would repeat, in what was made
    private readonly Stack<int> _groups = new();
    private int _lookbehind = int.MaxValue;     // the depth of groups from which on a length is fixed

    private PatternTranslation(string pattern)
    {
        _pattern = pattern;
        foreach ((string verb, bool isUcp) in
            ((string, bool)[])[("(*UCP)", true), ("(*UTF8)", false), ("(*UTF)", false), ("(*UCP)", true)])
        {
            if (!_pattern.AsSpan(_at).StartsWith(verb)) continue;
            _at += verb.Length;
            _isUnicode |= isUcp;
        }
    }

    /// <summary>The pattern as .NET has it.</summary>
    /// <exception cref="ArgumentException">It asks for what .NET does not have.</exception>
    public static string Translate(string pattern) => new PatternTranslation(pattern).Translate();

    private string Translate()
    {
        while (_at < _pattern.Length)
        {
            char letter = _pattern[_at];
            switch (letter)
            {
                case '\\': Escape(); break;
                case '[': Class(); break;
                case '(': Open(); break;
                case ')':
                    _lastStart = _groups.Count > 0 ? _groups.Pop() : -1;
                    if (_groups.Count < _lookbehind) _lookbehind = int.MaxValue;
                    Take(1);
                    break;
                case '*' or '+' or '?': Quantify(1); break;
                case '{' when QuantifierEnd() is var end and > 0: Quantify(end - _at); break;
                case '{':
                    // No quantifier, so a brace.
                    _lastStart = _made.Length;
                    _made.Append(@"\{");
                    _at++;
                    break;
                default:
                    _lastStart = _made.Length;
                    Take(char.IsHighSurrogate(letter) && _at + 1 < _pattern.Length ? 2 : 1);
                    break;
            }
        }
        return _made.ToString();
    }

    private void Take(int length)
    {
        _made.Append(_pattern, _at, Math.Min(length, _pattern.Length - _at));
        _at += length;
    }

    private void Quantify(int length)
    {
        string quantifier = _pattern.Substring(_at, length);
        _at += length;
        if (_groups.Count >= _lookbehind && !(quantifier[0] == '{' && !quantifier.Contains(',')))
            throw new ArgumentException("a lookbehind must have a fixed length");
        char next = _at < _pattern.Length ? _pattern[_at] : '\0';
        if (next == '+')
        {
            // Possessive: what was matched is never given back.
            if (_lastStart < 0) throw new ArgumentException("a quantifier follows nothing");
            _made.Insert(_lastStart, "(?>").Append(quantifier).Append(')');
            _at++;
            return;
        }
        _made.Append(quantifier);
        if (next != '?') return;
        _made.Append('?');
        _at++;
    }

    private int QuantifierEnd()
    {
        int end = _pattern.IndexOf('}', _at);
        if (end < 0) return 0;
        ReadOnlySpan<char> inner = _pattern.AsSpan(_at + 1, end - _at - 1);
        int comma = inner.IndexOf(',');
        bool isCount = comma < 0
            ? inner.Length > 0 && inner.IndexOfAnyExceptInRange('0', '9') < 0
            : comma > 0 && inner[..comma].IndexOfAnyExceptInRange('0', '9') < 0
                && inner[(comma + 1)..].IndexOfAnyExceptInRange('0', '9') < 0;
        return isCount ? end + 1 : 0;
    }

    private void Open()
    {
        _groups.Push(_made.Length);
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at);
        if (rest.StartsWith("(?<=") || rest.StartsWith("(?<!")) _lookbehind = Math.Min(_lookbehind, _groups.Count);
        if (rest.StartsWith("(*")) throw new ArgumentException($"'{Word(rest)}' is not supported");
        if (rest.StartsWith("(?P<"))
        {
            _made.Append("(?<");
            _at += 4;
        }
        else if (rest.StartsWith("(?P="))
        {
            int end = _pattern.IndexOf(')', _at);
            if (end < 0) throw new ArgumentException("a reference to a group has no end");
            _lastStart = _groups.Pop();
            _made.Append($@"\k<{_pattern[(_at + 4)..end]}>");
            _at = end + 1;
        }
        else if (rest.StartsWith("(?P>") || rest.StartsWith("(?R)") || rest.StartsWith("(?&") || rest.StartsWith("(?|")
            || (rest.Length > 2 && rest[1] == '?' && (char.IsAsciiDigit(rest[2]) || (rest[2] is '+' or '-' && rest.Length > 3
                && char.IsAsciiDigit(rest[3])))))
        {
            throw new ArgumentException($"'{Word(rest)}' is not supported");
        }
        else if (rest.StartsWith("(?#"))
        {
            int end = _pattern.IndexOf(')', _at);
            _at = end < 0 ? throw new ArgumentException("a comment has no end") : end + 1;
            _groups.Pop();
        }
        else
        {
            Take(1);
            if (_at < _pattern.Length && _pattern[_at] == '?') Take(rest.Length > 2 && rest[2] is '<' ? 2 : 1);
        }
    }

    private static string Word(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, 4)].ToString();

    private void Escape()
    {
        if (_at + 1 >= _pattern.Length) throw new ArgumentException("a pattern may not end with '\\'");
        char letter = _pattern[_at + 1];
        if (letter == 'Q')
        {
            int end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
            if (end < 0) end = _pattern.Length;
            foreach (char quoted in _pattern.AsSpan(_at + 2, end - _at - 2))
            {
                _lastStart = _made.Length;
                _made.Append(System.Text.RegularExpressions.Regex.Escape(quoted.ToString()));
            }
            _at = Math.Min(end + 2, _pattern.Length);
            return;
        }
        if (letter == 'E')
        {
            _at += 2;
            return;
        }
        _lastStart = _made.Length;
        if (letter is 'p' or 'P')
        {
            _made.Append(Property(isInClass: false));
            return;
        }
        string? made = letter switch
        {
            'h' => @"[ \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000]",
            'H' => @"[^ \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000]",
            'v' => @"[\n\v\f\r\u0085\u2028\u2029]",
            'V' => @"[^\n\v\f\r\u0085\u2028\u2029]",
            'R' => @"(?>\r\n|[\n\v\f\r\u0085\u2028\u2029])",
            'N' => @"[^\n]",
            _ when _isUnicode => null,
            'd' => $"[{Digits}]",
            'D' => $"[^{Digits}]",
            'w' => $"[{Words}]",
            'W' => $"[^{Words}]",
            's' => $"[{Blanks}]",
            'S' => $"[^{Blanks}]",
            'b' => WordEdge,
            'B' => NoWordEdge,
            _ => null,
        };
        if (made is not null)
        {
            _made.Append(made);
            _at += 2;
        }
        else if (letter == 'x' && _at + 2 < _pattern.Length && _pattern[_at + 2] == '{') _made.Append(HexCode());
        else if (letter is 'K' or 'X' or 'C' or 'g') throw new ArgumentException($"'\\{letter}' is not supported");
        else Take(2);
    }

    private string HexCode()
    {
        int end = _pattern.IndexOf('}', _at);
        if (end < 0
            || !int.TryParse(_pattern.AsSpan(_at + 3, end - _at - 3), System.Globalization.NumberStyles.HexNumber, null, out int code)
            || code > 0x10FFFF || code is >= 0xD800 and <= 0xDFFF)
            throw new ArgumentException("'\\x{...}' has no code point");
        _at = end + 1;
        var made = new StringBuilder();
        foreach (char unit in char.ConvertFromUtf32(code)) made.Append($"\\u{(int)unit:X4}");
        return code > char.MaxValue ? $"(?:{made})" : made.ToString();
    }

    // \p{L}, \p{^L}, \P{L}, \pL.
    private string Property(bool isInClass)
    {
        bool isNegated = _pattern[_at + 1] == 'P';
        string name;
        if (_at + 2 >= _pattern.Length) throw new ArgumentException("a property has no name");
        if (_pattern[_at + 2] == '{')
        {
            int end = _pattern.IndexOf('}', _at);
            if (end < 0) throw new ArgumentException("a property has no end");
            name = _pattern[(_at + 3)..end];
            _at = end + 1;
        }
        else
        {
            name = _pattern[_at + 2].ToString();
            _at += 3;
        }
        if (name.StartsWith('^')) (name, isNegated) = (name[1..], !isNegated);
        if (s_scripts.TryGetValue(name, out string? ranges))
        {
            if (!isInClass) return $"[{(isNegated ? "^" : "")}{ranges}]";
            return isNegated ? throw new ArgumentException($"'\\P{{{name}}}' within a class is not supported") : ranges;
        }
        name = name switch
        {
            "Any" => throw new ArgumentException("'\\p{Any}' is not supported"),
            "L&" => throw new ArgumentException("'\\p{L&}' is not supported"),
            "Xan" or "Xps" or "Xsp" or "Xwd" => throw new ArgumentException($"'\\p{{{name}}}' is not supported"),
            _ => name,
        };
        return $"\\{(isNegated ? 'P' : 'p')}{{{name}}}";
    }

    private void Class()
    {
        _lastStart = _made.Length;
        Take(1);
        if (_at < _pattern.Length && _pattern[_at] == '^') Take(1);
        bool isFirst = true;
        while (_at < _pattern.Length && (isFirst || _pattern[_at] != ']'))
        {
            isFirst = false;
            ReadOnlySpan<char> rest = _pattern.AsSpan(_at);
            if (rest.StartsWith("[:") && rest.IndexOf(":]") is var end and > 0) Posix(rest[2..end].ToString(), end + 2);
            else if (rest[0] == '[')
            {
                // .NET takes classes from each other by it.
                _made.Append(@"\[");
                _at++;
            }
            else if (rest[0] == ']')
            {
                _made.Append(@"\]");
                _at++;
            }
            else if (rest[0] == '\\' && rest.Length > 1) EscapeInClass(rest[1]);
            else Take(1);
        }
        if (_at >= _pattern.Length) throw new ArgumentException("a class has no end");
        Take(1);
    }

    private void Posix(string name, int length)
    {
        bool isNegated = name.StartsWith('^');
        if (!s_posix.TryGetValue(isNegated ? name[1..] : name, out string? ranges))
            throw new ArgumentException($"'[:{name}:]' is no class of characters");
        if (isNegated) throw new ArgumentException($"'[:{name}:]' is not supported");
        _made.Append(ranges);
        _at += length;
    }

    private void EscapeInClass(char letter)
    {
        if (letter is 'p' or 'P')
        {
            _made.Append(Property(isInClass: true));
            return;
        }
        if (letter == 'x' && _at + 2 < _pattern.Length && _pattern[_at + 2] == '{')
        {
            string code = HexCode();
            _made.Append(code[0] == '(' ? throw new ArgumentException("a class of characters beyond U+FFFF is not supported") : code);
            return;
        }
        string? made = letter switch
        {
            'h' => @" \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000",
            _ when _isUnicode => null,
            'd' => Digits,
            'w' => Words,
            's' => Blanks,
            // The others of a class are those of all that is no letter, and so on, of ASCII.
            'D' => @"\x00-/:-\uFFFF",
            'W' => @"\x00-/:-@\[-\^`{-\uFFFF",
            'S' => @"\x00-\x08\x0E-\x1F!-\uFFFF",
            _ => null,
        };
        if (made is null)
        {
            Take(2);
            return;
        }
        _made.Append(made);
        _at += 2;
    }
}
