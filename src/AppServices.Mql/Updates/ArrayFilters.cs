using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>The <c>arrayFilters</c> of an update while it is being parsed, and which of them it has asked for.</summary>
internal sealed class ArrayFilters
{
    private static readonly SearchValues<char> s_letters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private readonly Dictionary<string, ArrayFilter> _filters = [];
    private readonly HashSet<string> _used = [];

    private ArrayFilters()
    {
    }

    /// <exception cref="DocumentException">A filter is not valid, or two have the same name.</exception>
    public static ArrayFilters Parse(BsonArray? filters, CancellationToken cancellation)
    {
        var parsed = new ArrayFilters();
        foreach (BsonValue filter in filters ?? [])
        {
            BsonDocument query = filter as BsonDocument
                ?? throw DocumentException.TypeMismatch("Each of the arrayFilters must be an object");
            ArrayFilter one = Parse(query, cancellation);
            if (!parsed._filters.TryAdd(one.Name, one))
                throw DocumentException.FailedToParse($"Found multiple array filters with the same top-level field name {one.Name}");
        }
        return parsed;
    }

    /// <summary>The filter for <c>$[name]</c>.</summary>
    /// <exception cref="DocumentException">There is none.</exception>
    public ArrayFilter Use(string name, UpdatePath path)
    {
        _used.Add(name);
        return _filters.TryGetValue(name, out ArrayFilter? filter)
            ? filter
            : throw DocumentException.BadValue($"No array filter found for identifier '{name}' in path '{path.Text}'");
    }

    /// <exception cref="DocumentException">The update did not ask for one of the filters.</exception>
    public void CheckAllUsed(BsonDocument update)
    {
        foreach (string name in _filters.Keys)
            if (!_used.Contains(name))
                throw DocumentException.FailedToParse(
                    $"The array filter for identifier '{name}' was not used in the update {ErrorText.Of(update)}");
    }

    private static ArrayFilter Parse(BsonDocument query, CancellationToken cancellation)
    {
        string? name = null;
        try
        {
            if (query.Contains("$expr")) throw DocumentException.Numbered(224, "$expr is not allowed in this context");
            Predicate predicate = QueryParser.Parse(query, cancellation);
            FindName(query, ref name);
            if (name is not null) return new ArrayFilter(name, predicate);
        }
        catch (DocumentException error)
        {
            throw new DocumentException(error.Code, error.CodeName, $"Error parsing array filter :: caused by :: {error.Message}");
        }
        throw DocumentException.FailedToParse("Cannot use an expression without a top-level field name in arrayFilters");
    }

    private static void FindName(BsonDocument query, ref string? name)
    {
        foreach (BsonElement element in query)
        {
            if (element.Name is "$and" or "$or" or "$nor")
                foreach (BsonValue part in element.Value.AsBsonArray) FindName(part.AsBsonDocument, ref name);
            if (element.Name is ['$', ..]) continue;
            string found = element.Name.Split('.')[0];
            if (name is not null && name != found)
                throw DocumentException.FailedToParse($"Expected a single top-level field name, found '{name}' and '{found}'");
            if (!IsName(found))
                throw DocumentException.BadValue(
                    $"The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '{found}'");
            name = found;
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0]) && !name.AsSpan().ContainsAnyExcept(s_letters);
}
