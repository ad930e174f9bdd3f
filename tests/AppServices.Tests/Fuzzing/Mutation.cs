using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using AppServices.Tests.RoundTrips;
using CsCheck;

namespace AppServices.Tests.Fuzzing;

/// <summary>
/// Makes of examples what nobody would write. Besides odd values at odd places it makes depth, by putting a part of an example into
/// itself over and over, so that what is deep still makes sense, and length, by repeating items, fields and letters.
/// </summary>
/// <param name="examples">The examples, of which parts are exchanged, too.</param>
/// <param name="names">Names that mean something, as in operators.</param>
internal sealed class Mutation(IReadOnlyList<Shape> examples, IReadOnlyList<string> names) : Gen<string>
{
    private const int MaxLetters = 200_000;
    private const char Hole = '\u0001';

    /// <summary>What stands in inputs for a byte that is no UTF-8.</summary>
    public const char NoText = '\u0002';

    private static readonly string[] s_odd =
    [
        "null", "7", "-1", "0", "1e400", "1e308", "-9223372036854775809", "9223372036854775807", "true", "\"\"", "\"$\"", "\"$$\"", "\"$a\"", "\"$$ROOT\"", "\"\\ud800\"", "\"a\\u0000b\"", "\"%%values\"",
        "\"%%root\"", "[]", "[[null]]", "{}", "{\"$oid\":\"x\"}", "{\"\\ud800\":1}", "{\"%function\":{}}", "{\"$numberLong\":\"9223372036854775807\"}", "{\"$numberDouble\":\"NaN\"}", "{\"$numberLong\":\"-9223372036854775808\"}",
    ];

    private static readonly string[] s_oddNames = ["", "$", "$$", "a.b", "a..b", ".", "$a", "_id", "__proto__", "constructor", "length", "0", "\0", "\ud800", "%%root", "%%true", "%function", "$oid", "$date", "$scope", "$ref", "é"];

    private static readonly string[] s_splinters =
        ["\\ud800", "\\udc00", "\\u0024", "\\u0000", "\0", "\"", "{", "}", "[", "]", ":", ",", "1e999", "-", "null", "\"$oid\":", "\"$code\":", "\"$scope\":", "\"$date\":", "\"x\":1,", "\\", "é", "9999999999999999999999", "\n", NoText.ToString()];

    /// <summary>The examples.</summary>
    public IEnumerable<string> Examples => examples.Select(example => example.ToString());

    /// <summary>Examples, and names that mean something beside those of the examples.</summary>
    public static Mutation Of(IEnumerable<string> examples, params IEnumerable<string> names)
    {
        Shape[] shapes = [.. examples.Select(Shape.Parse)];
        return new Mutation(shapes, [.. shapes.SelectMany(NamesIn).Concat(names.Select(Leaf.Text)).Distinct()]);
    }

    /// <summary>One text; nine in ten are JSON.</summary>
    public override string Generate(PCG pcg, Size? min, out Size size)
    {
        string text = Change(pcg, Any(pcg, examples));
        size = new Size((ulong)text.Length);
        return text;
    }

    /// <summary>What becomes of a given example.</summary>
    public string Change(PCG pcg, Shape shape)
    {
        for (int left = 1 + (int)pcg.Next(3); left > 0; left--) shape = ChangeOnce(pcg, shape);
        string text = shape.ToString();
        return pcg.Next(10) == 0 ? Damage(pcg, text) : text;
    }

    /// <summary>What is left of a text after some blows.</summary>
    public static string Damage(PCG pcg, string text)
    {
        var damaged = new StringBuilder(text);
        for (int left = 1 + (int)pcg.Next(3); left > 0 && damaged.Length > 0; left--)
        {
            int at = Below(pcg, damaged.Length);
            int some = Math.Min(1 + Below(pcg, 30), damaged.Length - at);
            _ = pcg.Next(4) switch
            {
                0 => damaged.Insert(at, Any(pcg, s_splinters)),
                1 => damaged.Remove(at, Math.Min(some, 6)),
                2 => damaged.Remove(at, 1).Insert(at, (char)(0x20 + pcg.Next(0x5F))),
                _ => damaged.Insert(at, damaged.ToString(at, some)),
            };
        }
        return damaged.ToString();
    }

    /// <summary>A number up to a bound, of which each order of magnitude is as likely as another.</summary>
    public static int Magnitude(PCG pcg, int most) => (int)Math.Min(most, Math.Exp(pcg.Next(1 << 20) / (double)(1 << 20) * Math.Log(most + 1.0)));

    public static int Below(PCG pcg, int bound) => (int)pcg.Next((uint)bound);

    public static T Any<T>(PCG pcg, IReadOnlyList<T> values) => values[Below(pcg, values.Count)];

    private Shape ChangeOnce(PCG pcg, Shape shape)
    {
        int place = Below(pcg, shape.Count);
        Shape part = shape.At(place);
        return shape.With(place, pcg.Next(12) switch
        {
            0 => new Leaf(Any(pcg, s_odd)),
            1 => new Leaf(CanonicalValues.Any.Generate(pcg, null, out _)),
            2 or 3 => Part(pcg, Any(pcg, examples)),
            4 or 5 => Deeper(pcg, part),
            6 or 7 => Longer(pcg, part),
            8 or 9 => Renamed(pcg, part),
            10 => Without(pcg, part),
            _ => Doubled(pcg, part),
        });
    }

    private static Shape Part(PCG pcg, Shape shape) => shape.At(Below(pcg, shape.Count));

    // A shape with a hole in it, put into that hole many times.
    private static Leaf Deeper(PCG pcg, Shape part)
    {
        if (part.Count == 1)
        {
            (string before, string after) = Any(pcg, [("[", "]"), ("{\"a\":", "}"), ("{\"$literal\":", "}"), ("{\"$not\":", "}"), ("{\"%not\":", "}"), ("{\"$and\":[", "]}"), ("{\"%or\":[", "]}")]);
            return Nested(pcg, before, after, part.ToString());
        }
        int hole = 1 + Below(pcg, part.Count - 1);
        string[] halves = part.With(hole, new Leaf(Hole.ToString())).ToString().Split(Hole, 2);
        return Nested(pcg, halves[0], halves[1], part.At(hole).ToString());
    }

    private static Leaf Nested(PCG pcg, string before, string after, string inner)
    {
        int most = MaxLetters / (before.Length + after.Length);
        int times = Math.Min(most, pcg.Next(50) == 0 ? Magnitude(pcg, 100_000) : Magnitude(pcg, 250));
        return new Leaf(new StringBuilder().Insert(0, before, times).Append(inner).Insert(before.Length * times + inner.Length, after, times).ToString());
    }

    private static Shape Longer(PCG pcg, Shape part)
    {
        if (part is Group { Members.Count: > 0 } group)
        {
            Member member = Any(pcg, group.Members);
            string item = member.Value.ToString();
            int times = Math.Min(Length(pcg), MaxLetters / (item.Length + 8));
            string name = member.Name ?? "\"\"";
            string text = string.Join(',', Enumerable.Range(0, times).Select(i => group.IsObject ? $"{name[..^1]}{i}\":{item}" : item));
            return times == 0 ? part : new Group([.. group.Members, new Member(null, new Leaf(text))], group.IsObject);
        }
        string letters = part.ToString();
        if (letters is ['"', _, .., '"'] && letters[^2] != '\\')
            return new Leaf($"\"{new StringBuilder().Insert(0, letters[1..^1], Math.Min(Length(pcg), MaxLetters / (letters.Length - 1)))}\"");
        return letters.Length > 0 && char.IsAsciiDigit(letters[^1]) ? new Leaf(letters + new string(letters[^1], Magnitude(pcg, 400))) : part;
    }

    private static int Length(PCG pcg) => pcg.Next(8) == 0 ? Magnitude(pcg, MaxLetters) : Magnitude(pcg, 300);

    private Shape Renamed(PCG pcg, Shape part)
    {
        if (part is not Group { IsObject: true, Members.Count: > 0 } group) return new Leaf(Any(pcg, names));
        Member[] members = [.. group.Members];
        int at = Below(pcg, members.Length);
        members[at] = members[at] with { Name = pcg.Next(5) == 0 ? Leaf.Text(Any(pcg, s_oddNames)) : Any(pcg, names) };
        return new Group(members, IsObject: true);
    }

    private static Shape Without(PCG pcg, Shape part)
    {
        if (part is not Group { Members.Count: > 0 } group) return part;
        int at = Below(pcg, group.Members.Count);
        return new Group([.. group.Members.Where((_, i) => i != at)], group.IsObject);
    }

    private static Group Doubled(PCG pcg, Shape part) => part is Group { Members.Count: > 0 } group
        ? new Group([.. group.Members, Any(pcg, group.Members)], group.IsObject)
        : new Group([new Member(null, part), new Member(null, part)], IsObject: false);

    private static IEnumerable<string> NamesIn(Shape shape) => shape is Group group
        ? group.Members.SelectMany(member => NamesIn(member.Value).Concat(member.Name is { } name ? [name] : []))
        : [];
}
