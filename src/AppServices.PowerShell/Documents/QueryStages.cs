using System.Collections.Generic;
using System.Collections.Specialized;

namespace AppServices.Documents;

/// <summary>A query as the stages of an aggregation pipeline.</summary>
internal static class QueryStages
{
    public static IReadOnlyList<object?> Of(object? filter, object? sort, long skip, long? limit, object? project)
    {
        var stages = new List<object?>();
        Add("$match", filter);
        Add("$sort", sort);
        Add("$skip", skip);
        Add("$limit", limit);
        Add("$project", project);
        return stages;

        void Add(string name, object? value)
        {
            if (value is not null) stages.Add(new OrderedDictionary { [name] = value });
        }
    }
}
