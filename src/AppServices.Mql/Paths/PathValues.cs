using System;
using System.Globalization;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Paths;

/// <summary>
/// The values that a path leads to in a query. An array on the way stands for each document in it, and a number in the path
/// also for the item at that place; an array at the end stands for each of its items and for itself.
/// </summary>
internal static class PathValues
{
    /// <summary>No value passed.</summary>
    public const int None = -2;

    /// <summary>A value passed that lies in no array, or in one only at a place that the path names.</summary>
    public const int Whole = -1;

    /// <summary>Whether a matcher holds for any of the values.</summary>
    /// <param name="document">Where the path begins.</param>
    /// <param name="path">The path.</param>
    /// <param name="opensArrays">Whether an array at the end stands for its items as well.</param>
    /// <param name="matcher">The matcher.</param>
    /// <param name="cancellation">Ends the search: arrays in arrays have many ways through them.</param>
    public static bool Any<TTest>(BsonDocument document, FieldPath path, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
        => InDocument(document, path.Parts, opensArrays, matcher, cancellation) != None;

    /// <summary>
    /// Looks for the first value that a matcher holds for, and says where it was: at which place of the outermost array that
    /// stood for its items, <see cref="Whole"/> where there was no such array, or <see cref="None"/>.
    /// </summary>
    public static int Find<TTest>(BsonDocument document, FieldPath path, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
        => InDocument(document, path.Parts, opensArrays, matcher, cancellation);

    private static int InDocument<TTest>(
        BsonDocument document, ReadOnlySpan<string> path, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
        => InValue(document.TryGetValue(path[0], out BsonValue value) ? value : null, path[1..], opensArrays, matcher, cancellation);

    private static int InValue<TTest>(
        BsonValue? value, ReadOnlySpan<string> rest, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
    {
        if (value is BsonArray array)
            return rest.IsEmpty
                ? AtEnd(array, opensArrays, matcher, cancellation)
                : InItems(array, rest, opensArrays, matcher, cancellation);
        if (rest.IsEmpty) return Matcher(value, matcher);
        return value is BsonDocument document ? InDocument(document, rest, opensArrays, matcher, cancellation) : Matcher(null, matcher);
    }

    private static int AtEnd<TTest>(BsonArray array, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
    {
        if (opensArrays)
            for (int i = 0; i < array.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (matcher.Holds(array[i])) return i;
            }
        return Matcher(array, matcher);
    }

    private static int InItems<TTest>(
        BsonArray array, ReadOnlySpan<string> rest, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
    {
        if (!TryIndex(rest[0], array.Count, out int named)) named = -1;
        for (int i = 0; i < array.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            BsonValue item = array[i];
            if (item is BsonDocument document && InDocument(document, rest, opensArrays, matcher, cancellation) != None) return i;
            if (i == named && AtPlace(item, rest[1..], opensArrays, matcher, cancellation) is not None and int found) return found;
        }
        return None;
    }

    // The item at a place that the path names: an array there is not opened at the end of the path, and on the way it stands
    // for its documents like any other.
    private static int AtPlace<TTest>(
        BsonValue item, ReadOnlySpan<string> rest, bool opensArrays, TTest matcher, CancellationToken cancellation)
        where TTest : IValueMatcher
    {
        if (rest.IsEmpty) return Matcher(item, matcher);
        return item switch
        {
            BsonDocument document => InDocument(document, rest, opensArrays, matcher, cancellation),
            BsonArray inner => InItems(inner, rest, opensArrays, matcher, cancellation),
            _ => None,
        };
    }

    private static int Matcher<TTest>(BsonValue? value, TTest matcher)
        where TTest : IValueMatcher
        => matcher.Holds(value) ? Whole : None;

    /// <summary>Whether a name is the number of an item.</summary>
    internal static bool TryIndex(string name, int count, out int index) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && index < count
        && (name.Length == 1 || name[0] != '0');
}
