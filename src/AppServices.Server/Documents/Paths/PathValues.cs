using System;
using System.Globalization;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Paths;

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

    /// <summary>Whether a test holds for any of the values.</summary>
    /// <param name="document">Where the path begins.</param>
    /// <param name="path">The path.</param>
    /// <param name="opensArrays">Whether an array at the end stands for its items as well.</param>
    /// <param name="test">The test.</param>
    /// <param name="cancellation">Ends the search: arrays in arrays have many ways through them.</param>
    public static bool Any<TTest>(BsonDocument document, FieldPath path, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
        => InDocument(document, path.Parts, opensArrays, test, cancellation) != None;

    /// <summary>
    /// Looks for the first value that a test holds for, and says where it was: at which place of the outermost array that
    /// stood for its items, <see cref="Whole"/> where there was no such array, or <see cref="None"/>.
    /// </summary>
    public static int Find<TTest>(BsonDocument document, FieldPath path, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
        => InDocument(document, path.Parts, opensArrays, test, cancellation);

    private static int InDocument<TTest>(BsonDocument document, ReadOnlySpan<string> path, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
        => InValue(document.TryGetValue(path[0], out BsonValue value) ? value : null, path[1..], opensArrays, test, cancellation);

    private static int InValue<TTest>(BsonValue? value, ReadOnlySpan<string> rest, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
    {
        if (value is BsonArray array) return rest.IsEmpty ? AtEnd(array, opensArrays, test, cancellation) : InItems(array, rest, opensArrays, test, cancellation);
        if (rest.IsEmpty) return Test(value, test);
        return value is BsonDocument document ? InDocument(document, rest, opensArrays, test, cancellation) : Test(null, test);
    }

    private static int AtEnd<TTest>(BsonArray array, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
    {
        if (opensArrays)
            for (int i = 0; i < array.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (test.Holds(array[i])) return i;
            }
        return Test(array, test);
    }

    private static int InItems<TTest>(BsonArray array, ReadOnlySpan<string> rest, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
    {
        if (!TryIndex(rest[0], array.Count, out int named)) named = -1;
        for (int i = 0; i < array.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            BsonValue item = array[i];
            if (item is BsonDocument document && InDocument(document, rest, opensArrays, test, cancellation) != None) return i;
            if (i == named && AtPlace(item, rest[1..], opensArrays, test, cancellation) is not None and int found) return found;
        }
        return None;
    }

    // The item at a place that the path names: an array there is not opened at the end of the path, and on the way it stands
    // for its documents like any other.
    private static int AtPlace<TTest>(BsonValue item, ReadOnlySpan<string> rest, bool opensArrays, TTest test, CancellationToken cancellation)
        where TTest : IValueTest
    {
        if (rest.IsEmpty) return Test(item, test);
        return item switch
        {
            BsonDocument document => InDocument(document, rest, opensArrays, test, cancellation),
            BsonArray inner => InItems(inner, rest, opensArrays, test, cancellation),
            _ => None,
        };
    }

    private static int Test<TTest>(BsonValue? value, TTest test)
        where TTest : IValueTest
        => test.Holds(value) ? Whole : None;

    /// <summary>Whether a name is the number of an item.</summary>
    internal static bool TryIndex(string name, int count, out int index) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && index < count
        && (name.Length == 1 || name[0] != '0');
}
