using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary>The documents of a collection by the values of a field, for joins that no index helps.</summary>
internal sealed class JoinTable
{
    private readonly List<BsonDocument> _documents = [];
    private readonly Dictionary<BsonValue, List<int>> _places = new(BsonEquality.Instance);

    private JoinTable()
    {
    }

    /// <summary>Reads the collection of a run.</summary>
    /// <returns>Null where there is no room for it.</returns>
    public static async Task<JoinTable?> ReadAsync(FieldPath path, PipelineRun run, MemoryBudget memory, CancellationToken cancellation)
    {
        var table = new JoinTable();
        await foreach (BsonDocument document in run.Collections.ReadAsync(run.Source, PipelineStart.Everything, cancellation))
        {
            if (!memory.TryHold(document)) return null;
            table.Add(document, path, cancellation);
        }
        return table;
    }

    /// <summary>The documents that have one of several values, in the order they were read in.</summary>
    public IEnumerable<BsonDocument> Find(BsonArray values)
    {
        if (values.Count == 1)
        {
            if (!_places.TryGetValue(values[0], out List<int>? all)) yield break;
            foreach (int place in all) yield return _documents[place];
            yield break;
        }
        var found = new SortedSet<int>();
        foreach (BsonValue value in values)
            if (_places.TryGetValue(value, out List<int>? places)) found.UnionWith(places);
        foreach (int place in found) yield return _documents[place];
    }

    private void Add(BsonDocument document, FieldPath path, CancellationToken cancellation)
    {
        PathValues.Any(document, path, opensArrays: true, new Collector(_places, _documents.Count), cancellation);
        _documents.Add(document);
    }

    // Looks at every value, since it never says that one is enough.
    private readonly struct Collector(Dictionary<BsonValue, List<int>> places, int place) : IValueMatcher
    {
        public bool Holds(BsonValue? value)
        {
            BsonValue key = value ?? BsonNull.Value;
            if (!places.TryGetValue(key, out List<int>? found)) places.Add(key, found = []);
            if (found.Count == 0 || found[^1] != place) found.Add(place);
            return false;
        }
    }
}
