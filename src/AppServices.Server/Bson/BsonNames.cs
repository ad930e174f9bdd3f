using System;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>The names of fields, however deep they stand.</summary>
internal static class BsonNames
{
    /// <summary>Whether a value has a field of some name anywhere in it.</summary>
    public static bool Any(BsonValue value, Func<string, bool> isOne) => value switch
    {
        BsonDocument document => document.Any(field => isOne(field.Name) || Any(field.Value, isOne)),
        BsonArray array => array.Any(item => Any(item, isOne)),
        _ => false,
    };
}
