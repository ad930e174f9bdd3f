using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>
/// Calls of functions with values of documents. Documents are judged where nothing can be awaited, in the middle of a write for
/// one; so a call that has not been made is noted down, made afterwards, and the documents are judged again.
/// </summary>
/// <param name="cancellation">Ends the operation whose documents are judged.</param>
internal sealed class CallTable(CancellationToken cancellation)
{
    private const int MaxKept = 10_000;

    private readonly Dictionary<string, Evaluated> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, BsonArray Arguments)> _pending = new(StringComparer.Ordinal);

    /// <summary>Ends the operation whose documents are judged, also in the middle of one.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>How many calls have to be made before it is known what was asked.</summary>
    public int Pending => _pending.Count;

    /// <summary>The result of a call; unknown, and noted down, when it has not been made.</summary>
    public Evaluated Find(string name, BsonArray arguments)
    {
        string key = $"{name}\0{Convert.ToBase64String(BsonBytes.Write(new BsonDocument("arguments", arguments)))}";
        if (_results.TryGetValue(key, out Evaluated result)) return result;
        _pending.TryAdd(key, (name, arguments));
        return Evaluated.Unknown;
    }

    /// <summary>Makes the calls that were noted down.</summary>
    public async Task MakeAsync(RuleContext context)
    {
        foreach ((string key, (string name, BsonArray arguments)) in _pending)
            _results[key] = await context.CallAsync(name, [.. arguments]);
        _pending.Clear();
    }

    /// <summary>Forgets results when there are many; only for who needs them no more.</summary>
    public void Trim()
    {
        if (_results.Count > MaxKept) _results.Clear();
    }
}
