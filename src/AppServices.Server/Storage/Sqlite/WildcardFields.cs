using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Values;
using AppServices.Server.Storage.Sqlite.Planning;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// The fields of an index of all fields, <c>{ "$**": 1 }</c>, or of all within one, <c>{ "a.$**": 1 }</c>. A document stands in it under
/// the path and the value of each of its leaves.
/// </summary>
internal sealed class WildcardFields
{
    /// <summary>What stands for all fields.</summary>
    public const string Sign = "$**";

    private readonly string _root;
    private readonly string[] _named;
    private readonly bool _isInclusive;
    private readonly bool _hasId;

    private WildcardFields(string root, string[] named, bool isInclusive, bool hasId) =>
        (_root, _named, _isInclusive, _hasId) = (root, named, isInclusive, hasId);

    /// <summary>Those of an index; null when its fields are given.</summary>
    /// <exception cref="DocumentException">The definition is not valid.</exception>
    public static WildcardFields? Of(IndexDefinition definition)
    {
        if (!definition.Fields.Names.Any(IsWildcard))
        {
            return definition.WildcardProjection is null ? null
                : throw DocumentException.BadValue("The field 'wildcardProjection' is only allowed in an 'wildcard' index");
        }
        if (definition.Fields.ElementCount > 1)
            throw DocumentException.Unsupported("A wildcard index with other fields beside it is not supported by the embedded database.");
        BsonElement field = definition.Fields.GetElement(0);
        if (field.Value is not { IsNumeric: true } || field.Value.ToDouble() != 1) throw Refuse("its value is not 1");
        if (definition.IsUnique) throw Refuse("it cannot be unique");
        if (definition.IsSparse) throw Refuse("it cannot be sparse: it leaves out what is not there as it is");
        if (definition.ExpireAfterSeconds is not null) throw Refuse("it cannot have 'expireAfterSeconds'");
        string root = field.Name == Sign ? "" : field.Name[..^(Sign.Length + 1)];
        if (definition.WildcardProjection is not { } projection) return new WildcardFields(root, [], isInclusive: false, hasId: false);
        if (root.Length > 0) throw Refuse("'wildcardProjection' is for an index of all fields, { \"$**\": 1 }, only");
        return Of(projection);
    }

    /// <summary>Whether a field of an index stands for all fields.</summary>
    public static bool IsWildcard(string field) => field == Sign || field.EndsWith("." + Sign, StringComparison.Ordinal);

    /// <summary>The keys of a document.</summary>
    public IReadOnlyList<byte[]> KeysOf(BsonDocument document)
    {
        var keys = new HashSet<byte[]>(KeyComparer.Instance);
        Add(document, "", keys);
        return [.. keys.Order(KeyComparer.Instance)];
    }

    /// <summary>What the keys of all values of a field begin with; null when the field is not in the index.</summary>
    public byte[]? PrefixOf(string path) => IsIn(path) && !path.Split('.').Any(IsNumber) ? KeyEncoder.Encode(path) : null;

    private static WildcardFields Of(BsonDocument projection)
    {
        var named = new List<(string Path, bool IsIn)>();
        Flatten(projection, "", named);
        if (named.Count == 0) throw DocumentException.FailedToParse("The 'wildcardProjection' field can't be an empty object");
        bool? id = named.Where(static each => each.Path == "_id").Select(static each => (bool?)each.IsIn).FirstOrDefault();
        (string Path, bool IsIn)[] others = [.. named.Where(static each => each.Path != "_id")];
        if (others.DistinctBy(static each => each.IsIn).Count() > 1)
            throw Refuse("'wildcardProjection' names fields to have and fields not to have");
        bool isInclusive = others.Length > 0 ? others[0].IsIn : id == true;
        return new WildcardFields("", [.. others.Select(static each => each.Path)], isInclusive, id == true);
    }

    private static void Flatten(BsonDocument projection, string prefix, List<(string Path, bool IsIn)> named)
    {
        foreach (BsonElement field in projection)
        {
            string path = prefix + field.Name;
            switch (field.Value)
            {
                case BsonDocument { ElementCount: > 0 } inner:
                    Flatten(inner, path + ".", named);
                    break;
                case BsonBoolean or { IsNumeric: true }:
                    named.Add((path, field.Value.ToBoolean()));
                    break;
                default:
                    throw Refuse($"'wildcardProjection' has {Types.Show(field.Value)} for '{path}'; 1 or 0 is expected");
            }
        }
    }

    private bool IsIn(string path)
    {
        if (!IsWithin(path, _root)) return false;
        if (_root.Length == 0 && IsWithin(path, "_id")) return _hasId;
        return _named.Any(name => IsWithin(path, name)) == _isInclusive;
    }

    private static bool IsWithin(string path, string other) =>
        other.Length == 0 || path.StartsWith(other, StringComparison.Ordinal) && (path.Length == other.Length || path[other.Length] == '.');

    private static bool IsNumber(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);

    private void Add(BsonDocument document, string prefix, HashSet<byte[]> keys)
    {
        foreach (BsonElement field in document) Add(prefix + field.Name, field.Value, isItem: false, keys);
    }

    private void Add(string path, BsonValue value, bool isItem, HashSet<byte[]> keys)
    {
        switch (value)
        {
            case BsonDocument { ElementCount: > 0 } inner:
                Add(inner, path + ".", keys);
                break;
            // An array within an array is a value of it.
            case BsonArray { Count: > 0 } items when !isItem:
                foreach (BsonValue item in items) Add(path, item, isItem: true, keys);
                break;
            default:
                if (IsIn(path)) keys.Add(Key(path, value));
                break;
        }
    }

    private static byte[] Key(string path, BsonValue value)
    {
        var key = new ArrayBufferWriter<byte>(64);
        KeyEncoder.Append(key, path);
        KeyEncoder.Append(key, value);
        return key.WrittenSpan.ToArray();
    }

    private static DocumentException Refuse(string reason) =>
        new(67, "CannotCreateIndex", $"A wildcard index cannot be made: {reason}.");
}
