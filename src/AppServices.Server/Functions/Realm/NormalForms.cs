using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// Unicode's normal forms (Unicode Standard Annex 15), from Unicode's own data: .NET has them for ASCII alone where it does without ICU.
/// Source: app-folder 4.6.
/// </summary>
internal sealed class NormalForms
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;
    private const int BetweenChecks = 4096;

    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<(int First, int Second), int> _pairs = [];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];

    private NormalForms(TextReader data)
    {
        while (data.ReadLine() is { } line)
        {
            if (line.Split(' ') is not [{ Length: 1 } kind, .. var entries]) continue;
            switch (kind[0])
            {
                case 'c':
                    foreach (string range in entries.AsSpan(1)) AddClass(range, byte.Parse(entries[0], CultureInfo.InvariantCulture));
                    break;
                case 'p':
                    foreach (int[] entry in entries.Select(Letters))
                    {
                        _pairs[(entry[1], entry[2])] = entry[0];
                        _canonical[entry[0]] = entry[1..];
                    }
                    break;
                case 'd' or 'k':
                    foreach (int[] entry in entries.Select(Letters)) (kind == "d" ? _canonical : _compatible)[entry[0]] = entry[1..];
                    break;
            }
        }
    }

    /// <summary>Those of the data that the server has with it, which are read when they are first asked for.</summary>
    public static NormalForms Shared { get; } = Load();

    /// <summary>A text in a normal form. Halves of letters that have no other half stay as they are.</summary>
    /// <param name="text">The text.</param>
    /// <param name="composes">Whether letters and their marks become one letter where there is one: NFC and NFKC.</param>
    /// <param name="isCompatible">Whether letters that are forms of others become these: NFKC and NFKD.</param>
    /// <param name="check">Asked now and then whether to go on.</param>
    public string Normalize(string text, bool composes, bool isCompatible, Action check)
    {
        if (Ascii.IsValid(text)) return text;
        var done = new StringBuilder(text.Length);
        var segment = new List<int>();
        for (int i = 0, step; i < text.Length; i += step)
        {
            if (i % BetweenChecks < 2) check();
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            step = isPair ? 2 : 1;
            Decompose(isPair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i]);
        }
        Flush();
        return done.ToString();

        void Decompose(int letter)
        {
            if (letter is >= HangulBase and < HangulBase + Syllables)
            {
                int index = letter - HangulBase;
                Add(LeadBase + (index / (Vowels * Tails)));
                Add(VowelBase + (index % (Vowels * Tails) / Tails));
                if (index % Tails > 0) Add(TailBase + (index % Tails));
            }
            else if ((isCompatible && _compatible.TryGetValue(letter, out int[]? parts)) || _canonical.TryGetValue(letter, out parts))
            {
                foreach (int part in parts) Decompose(part);
            }
            else
            {
                Add(letter);
            }
        }

        void Add(int letter)
        {
            if (segment.Count > 0 && ClassOf(letter) == 0)
            {
                Settle(segment, composes);
                if (composes && segment.Count == 1 && ClassOf(segment[0]) == 0 && Compose(segment[0], letter) is { } composed)
                {
                    segment[0] = composed;
                    return;
                }
                Flush();
            }
            segment.Add(letter);
        }

        void Flush()
        {
            Settle(segment, composes);
            foreach (int letter in segment)
            {
                if (letter > char.MaxValue) done.Append(char.ConvertFromUtf32(letter));
                else done.Append((char)letter);
            }
            segment.Clear();
        }
    }

    // A letter and its marks: these in the order of their classes, and then one after the other in the letter, where it can be.
    private void Settle(List<int> segment, bool composes)
    {
        if (segment.Count < 2) return;
        bool hasStarter = ClassOf(segment[0]) == 0;
        int[] marks = InOrder(segment, hasStarter ? 1 : 0);
        int starter = segment[0], last = 0;
        segment.Clear();
        if (hasStarter) segment.Add(starter);
        foreach (int mark in marks)
        {
            int own = ClassOf(mark);
            if (composes && hasStarter && last < own && Compose(segment[0], mark) is { } composed)
            {
                segment[0] = composed;
                continue;
            }
            segment.Add(mark);
            last = own;
        }
    }

    // By counting, as somebody may send a letter with a million marks.
    private int[] InOrder(List<int> segment, int start)
    {
        int[] places = new int[byte.MaxValue + 2], sorted = new int[segment.Count - start];
        for (int i = start; i < segment.Count; i++) places[ClassOf(segment[i]) + 1]++;
        for (int i = 1; i < places.Length; i++) places[i] += places[i - 1];
        for (int i = start; i < segment.Count; i++) sorted[places[ClassOf(segment[i])]++] = segment[i];
        return sorted;
    }

    private int? Compose(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + Leads && second is >= VowelBase and < VowelBase + Vowels)
            return HangulBase + ((((first - LeadBase) * Vowels) + second - VowelBase) * Tails);
        if (first is >= HangulBase and < HangulBase + Syllables && (first - HangulBase) % Tails == 0
            && second is > TailBase and < TailBase + Tails) return first + second - TailBase;
        return _pairs.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private int ClassOf(int letter) => _classes.GetValueOrDefault(letter);

    private void AddClass(string range, byte value)
    {
        string[] ends = range.Split('-');
        for (int letter = Letter(ends[0]); letter <= Letter(ends[^1]); letter++) _classes[letter] = value;
    }

    private static int[] Letters(string entry) => [.. entry.Split(',').Select(Letter)];

    private static int Letter(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static NormalForms Load()
    {
        using Stream stream = typeof(NormalForms).Assembly.GetManifestResourceStream("NormalForms.txt")
            ?? throw new InvalidOperationException("The normal forms of Unicode are not in the program.");
        using var reader = new StreamReader(stream);
        return new NormalForms(reader);
    }
}
