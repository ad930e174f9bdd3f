using System;
using AppServices.Ejson;

namespace AppServices.Documents;

/// <summary>
/// Finds where the elements of a JSON array begin and end, in a text that comes in pieces: every byte is looked at once, however
/// the text is cut. Whether an element is JSON is for its reader to find out.
/// </summary>
internal sealed class ArraySplitter
{
    private Place _place;
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _any;
    private int _mark;

    private enum Place
    {
        Before,
        Within,
        After,
    }

    /// <summary>Whether the array has ended.</summary>
    public bool IsComplete => _place == Place.After;

    /// <summary>Goes on through the text until an element ends.</summary>
    /// <param name="text">The text, from the element that was begun on.</param>
    /// <param name="start">Where that element begins; where the next one does when it has ended.</param>
    /// <param name="position">How far the text was looked at before, and is now.</param>
    /// <param name="element">The element, perhaps with white space around it.</param>
    /// <returns>Whether an element has ended.</returns>
    /// <exception cref="EjsonException">The text is no array.</exception>
    public bool TryNext(ReadOnlySpan<byte> text, ref int start, ref int position, out ReadOnlySpan<byte> element)
    {
        element = default;
        while (position < text.Length)
        {
            if (_inString)
            {
                SkipString(text, ref position);
                continue;
            }
            byte character = text[position++];
            if (_place != Place.Within)
            {
                Outside(character);
                start = position;
            }
            else if (EndsElement(character))
            {
                element = text.Slice(start, position - 1 - start);
                start = position;
                if (character == ']') _place = Place.After;
                if (character == ',' || _any || !JsonSpace.IsAll(element)) return _any = true;
            }
        }
        return false;
    }

    private void Outside(byte character)
    {
        if (_place == Place.Before && character == '[') _place = Place.Within;
        else if (_place == Place.Before && _mark < 3 && character == "\uFEFF"u8[_mark]) _mark++;
        else if (!JsonSpace.Is(character)) throw new EjsonException(IsComplete ? "Something follows the array." : "The text is no array.");
    }

    private bool EndsElement(byte character)
    {
        switch (character)
        {
            case (byte)'"':
                _inString = true;
                return false;
            case (byte)'{' or (byte)'[':
                _depth++;
                return false;
            case (byte)',':
                return _depth == 0;
            case (byte)']' when _depth == 0:
                return true;
            case (byte)'}' or (byte)']':
                if (--_depth < 0) throw new EjsonException("A closing brace is without an opening one.");
                return false;
            default:
                return false;
        }
    }

    private void SkipString(ReadOnlySpan<byte> text, ref int position)
    {
        if (_escaped)
        {
            _escaped = false;
            position++;
            return;
        }
        int length = text.Slice(position).IndexOfAny((byte)'"', (byte)'\\');
        if (length < 0)
        {
            position = text.Length;
            return;
        }
        position += length + 1;
        _escaped = text[position - 1] == '\\';
        _inString = _escaped;
    }
}
