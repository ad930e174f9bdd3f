using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Tests.Rules;

/// <summary>The documents that an expression is about.</summary>
internal sealed record Facts(BsonDocument? Root, BsonDocument? Previous, BsonValue? This = null, BsonValue? Prev = null);

/// <summary>
/// Expressions, read off the reference one word after the other and as slow as that: everything is looked up anew for every
/// document. Null is what cannot be said (app-folder 6.7).
/// </summary>
internal sealed class ReferenceExpressions(BsonDocument user)
{
    /// <summary>The function of these tests: whether a number is even; it fails for 3.</summary>
    public static bool? Even(BsonValue argument) => argument is BsonInt32 number ? number.Value == 3 ? null : number.Value % 2 == 0 : false;

    public bool IsTrue(BsonValue expression, Facts facts) => Decide(expression, facts) == true;

    private bool? Decide(BsonValue expression, Facts facts) =>
        expression is BsonBoolean truth ? truth.Value : All(expression.AsBsonDocument.Select(part => Decide(part.Name, part.Value, facts)));

    private bool? Decide(string key, BsonValue value, Facts facts) => key switch
    {
        "%and" => All(value.AsBsonArray.Select(part => Decide(part, facts))),
        "%or" => Any(value.AsBsonArray.Select(part => Decide(part, facts))),
        "$nor" => !Any(value.AsBsonArray.Select(part => Decide(part, facts))),
        "%not" => !Decide(value, facts),
        "%%true" => Even(Expand(value["%function"]["arguments"][0], facts) ?? BsonNull.Value),
        _ => Compare(key, value, facts),
    };

    private bool Compare(string key, BsonValue value, Facts facts)
    {
        if (value is not BsonDocument test) return Equal(key, Expand(value, facts), facts);
        BsonValue operand = test[0];
        return test.GetElement(0).Name[1..] switch
        {
            "eq" => Equal(key, operand, facts),
            "ne" => !Equal(key, operand, facts),
            "in" => operand.AsBsonArray.Any(item => Equal(key, item, facts)),
            "nin" => !operand.AsBsonArray.Any(item => Equal(key, item, facts)),
            "exists" => Found(key, facts).Any(found => found is not null) == operand.AsBoolean,
            "gt" => Ordered(key, operand, facts, order => order > 0),
            "gte" => Ordered(key, operand, facts, order => order >= 0),
            "lt" => Ordered(key, operand, facts, order => order < 0),
            "lte" => Ordered(key, operand, facts, order => order <= 0),
            var other => throw new InvalidOperationException(other),
        };
    }

    private bool Equal(string key, BsonValue? operand, Facts facts)
    {
        BsonValue[] wanted = operand is BsonArray array ? [.. array, array] : [operand ?? BsonNull.Value];
        return Found(key, facts).Any(found => wanted.Any(one => BsonOrder.AreEqual(found ?? BsonNull.Value, one)));
    }

    private bool Ordered(string key, BsonValue operand, Facts facts, Func<int, bool> holds) =>
        Found(key, facts).Any(found => found is BsonInt32 && holds(BsonOrder.Instance.Compare(found, operand)));

    // All values that a name leads to: an array stands for itself and for its items.
    private IEnumerable<BsonValue?> Found(string key, Facts facts)
    {
        string[] path = key.StartsWith("%%", StringComparison.Ordinal) ? key[2..].Split('.') : ["root", .. key.Split('.')];
        return Follow(Start(path[0], facts), path[1..]);
    }

    private BsonValue? Expand(BsonValue value, Facts facts)
    {
        if (value is not BsonString { Value: ['%', '%', .. var text] }) return value;
        BsonValue? found = Start(text.Split('.')[0], facts);
        foreach (string name in text.Split('.')[1..]) found = (found as BsonDocument)?.GetValue(name, null);
        return found;
    }

    private BsonValue? Start(string name, Facts facts) => name switch
    {
        "root" => facts.Root,
        "prevRoot" => facts.Previous,
        "this" => facts.This,
        "prev" => facts.Prev,
        "user" => user,
        _ => throw new InvalidOperationException(name),
    };

    private static IEnumerable<BsonValue?> Follow(BsonValue? value, string[] path)
    {
        if (path.Length == 0) return value is BsonArray items ? [.. items, items] : [value];
        if (value is BsonDocument document) return Follow(document.GetValue(path[0], null), path[1..]);
        return value is BsonArray array ? array.OfType<BsonDocument>().SelectMany(item => Follow(item, path)) : [null];
    }

    private static bool? All(IEnumerable<bool?> parts) => parts.ToArray() is var all && all.Contains(false) ? false : all.Contains(null) ? null : true;

    private static bool? Any(IEnumerable<bool?> parts) => parts.ToArray() is var all && all.Contains(true) ? true : all.Contains(null) ? null : false;
}
