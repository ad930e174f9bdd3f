using System;
using System.Collections.Frozen;
using System.Collections.Generic;

namespace AppServices.Server.Functions.Data;

/// <summary>Methods that a collection has in a driver or in the shell, and not in functions (app-folder 5.2).</summary>
internal static class UnsupportedMethods
{
    private static readonly FrozenSet<string> s_names = FrozenSet.Create(
        StringComparer.Ordinal,
        "countDocuments", "createIndex", "createIndexes", "createSearchIndex", "drop", "dropIndex", "dropIndexes", "ensureIndex",
        "estimatedDocumentCount", "findAndModify", "getIndexes", "group", "indexExists", "indexes", "indexInformation", "insert", "isCapped",
        "listIndexes", "mapReduce", "options", "parallelCollectionScan", "reIndex", "remove", "rename", "save", "stats", "update", "watch");

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => s_names;

    /// <summary>Whether it is one of them.</summary>
    public static bool Contains(string name) => s_names.Contains(name);
}
