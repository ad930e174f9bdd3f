using System;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>
/// Finds the item that <c>$</c> stands for: the first of an array that satisfied a condition of the query. Where several
/// conditions are about arrays the last one counts, but one about the very array that is meant before all others.
/// </summary>
internal sealed class MatchPosition
{
    private readonly BsonDocument _document;
    private readonly string _array;
    private int _ofArray = -1;
    private int _ofOther = -1;

    private MatchPosition(BsonDocument document, string array) => (_document, _array) = (document, array);

    /// <param name="query">A query that the document matches.</param>
    /// <param name="document">The document.</param>
    /// <param name="array">The path of the array that is meant.</param>
    /// <returns>The place of the item, or -1 when no condition was satisfied within an array.</returns>
    public static int Find(Predicate query, BsonDocument document, string array)
    {
        var position = new MatchPosition(document, array);
        position.Visit(query);
        return position._ofArray >= 0 ? position._ofArray : position._ofOther;
    }

    private void Visit(Predicate predicate)
    {
        switch (predicate)
        {
            case FieldPredicate field:
                Visit(field);
                break;
            case AndPredicate and:
                foreach (Predicate part in and.Parts) Visit(part);
                break;
            case OrPredicate or:
                foreach (Predicate part in or.Parts)
                    if (part.Matches(_document))
                    {
                        Visit(part);
                        return;
                    }
                break;
        }
    }

    private void Visit(FieldPredicate field)
    {
        int position = field.Matcher is ElementMatcher element
            ? FindElement(field, element)
            : PathValues.Find(_document, field.Path, field.Matcher.OpensArrays, field.Matcher, field.Cancellation);
        if (position < 0) return;
        string path = field.Path.Text;
        bool isOfArray = path.StartsWith(_array, StringComparison.Ordinal) && (path.Length == _array.Length || path[_array.Length] == '.');
        if (isOfArray) _ofArray = position;
        else _ofOther = position;
    }

    // The array is asked as a whole there, so it is for the matcher to say which item it was.
    private int FindElement(FieldPredicate field, ElementMatcher matcher)
    {
        var finder = new ElementFinder(matcher);
        int position = PathValues.Find(_document, field.Path, opensArrays: false, finder, field.Cancellation);
        return position == PathValues.Whole ? finder.Position : position;
    }

    /// <summary>Remembers which item of the array passed.</summary>
    private sealed class ElementFinder(ElementMatcher matcher) : IValueMatcher
    {
        public int Position { get; private set; } = -1;

        public bool Holds(BsonValue? value)
        {
            Position = value is BsonArray array ? matcher.IndexOfMatch(array) : -1;
            return Position >= 0;
        }
    }
}
