using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Tree;

/// <summary>One document that is being updated, and the place in it where the update is.</summary>
/// <param name="document">The document as it was.</param>
/// <param name="query">The query that found it; null when it is being made for an upsert.</param>
/// <param name="now">The time of the operation.</param>
/// <param name="cancellation">Ends the operation, also in the middle of the document.</param>
internal sealed class UpdateRun(BsonDocument document, Predicate? query, DateTime now, CancellationToken cancellation)
{
    private readonly List<(string? Name, int Index)> _place = new(4);
    private readonly bool _hasId = document.Contains("_id");

    public BsonDocument Document { get; } = document;

    public DateTime Now { get; } = now;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether the document is about to be inserted.</summary>
    public bool IsInsert => query is null;

    public void Enter(string name) => _place.Add((name, -1));

    public void Enter(int index) => _place.Add((null, index));

    public void Leave() => _place.RemoveAt(_place.Count - 1);

    /// <summary>The path of the place.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder();
            for (int i = 0; i < _place.Count; i++) path.Append(i == 0 ? "" : ".").Append(NameAt(i));
            return path.ToString();
        }
    }

    /// <summary>The name of the place in what holds it.</summary>
    public string Name => NameAt(_place.Count - 1);

    /// <summary>The path of something below the place.</summary>
    public string PathOf(string rest) => _place.Count == 0 ? rest : $"{Path}.{rest}";

    /// <summary>Which item of the array at this place the query found, as a name.</summary>
    /// <exception cref="DocumentException">It found none.</exception>
    public string Position()
    {
        int position = query is null ? -1 : MatchPosition.Find(query, Document, Path);
        return position >= 0
            ? position.ToString(CultureInfo.InvariantCulture)
            : throw DocumentException.BadValue("The positional operator did not find the match needed from the query.");
    }

    /// <summary>Makes sure that the value at this place may change.</summary>
    /// <exception cref="DocumentException">It is part of the <c>_id</c>, or would have a name that only an insert may give.</exception>
    public void CheckChange(BsonValue? changed)
    {
        string field = _place[0].Name!;
        if (field == "_id" && _hasId) throw DocumentException.ImmutableId(Path);
        if (field[0] == '$' && changed is not null && !IsInsert) throw UpdateErrors.DollarName(field, Path);
    }

    private string NameAt(int step) => _place[step].Name ?? _place[step].Index.ToString(CultureInfo.InvariantCulture);
}
