using System;
using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// MongoDB's comparison order of BSON values, over all types. Numbers of different types are equal when their values are;
/// a missing value, null here, is equal to undefined.
/// </summary>
internal sealed class BsonOrder : IComparer<BsonValue?>
{
    public static BsonOrder Instance { get; } = new();

    public int Compare(BsonValue? x, BsonValue? y)
    {
        byte rank = TypeOrder.Of(x);
        int order = rank.CompareTo(TypeOrder.Of(y));
        return order != 0 || rank == TypeOrder.Undefined ? order : CompareSame(rank, x!, y!);
    }

    /// <summary>Whether two values are equal in this order.</summary>
    public static bool AreEqual(BsonValue? left, BsonValue? right) => Instance.Compare(left, right) == 0;

    private static int CompareSame(byte rank, BsonValue left, BsonValue right) => rank switch
    {
        TypeOrder.Number => NumberOrder.Compare(left, right),
        TypeOrder.Text => TextOrder.Compare(Text(left), Text(right)),
        TypeOrder.Document => CompareDocuments(left.AsBsonDocument, right.AsBsonDocument),
        TypeOrder.Array => CompareArrays(left.AsBsonArray, right.AsBsonArray),
        TypeOrder.Binary => CompareBinaries(left.AsBsonBinaryData, right.AsBsonBinaryData),
        TypeOrder.ObjectId => left.AsObjectId.CompareTo(right.AsObjectId),
        TypeOrder.Boolean => left.AsBoolean.CompareTo(right.AsBoolean),
        TypeOrder.Date => left.AsBsonDateTime.MillisecondsSinceEpoch.CompareTo(right.AsBsonDateTime.MillisecondsSinceEpoch),
        TypeOrder.Timestamp => ((ulong)left.AsBsonTimestamp.Value).CompareTo((ulong)right.AsBsonTimestamp.Value),
        TypeOrder.Regex => CompareRegexes(left.AsBsonRegularExpression, right.AsBsonRegularExpression),
        TypeOrder.Code => TextOrder.Compare(left.AsBsonJavaScript.Code, right.AsBsonJavaScript.Code),
        TypeOrder.CodeWithScope => CompareCode(left.AsBsonJavaScriptWithScope, right.AsBsonJavaScriptWithScope),
        _ => 0,
    };

    /// <summary>The text of a string or symbol, which are equal where their texts are.</summary>
    internal static string Text(BsonValue value) => value is BsonSymbol symbol ? symbol.Name : value.AsString;

    // Field by field: the kinds of their values first, then their names, then the values; a document that ends is less.
    private static int CompareDocuments(BsonDocument left, BsonDocument right)
    {
        int shared = Math.Min(left.ElementCount, right.ElementCount);
        for (int i = 0; i < shared; i++)
        {
            BsonElement one = left.GetElement(i), other = right.GetElement(i);
            int order = TypeOrder.Of(one.Value).CompareTo(TypeOrder.Of(other.Value));
            if (order == 0) order = TextOrder.Compare(one.Name, other.Name);
            if (order == 0) order = Instance.Compare(one.Value, other.Value);
            if (order != 0) return order;
        }
        return left.ElementCount.CompareTo(right.ElementCount);
    }

    private static int CompareArrays(BsonArray left, BsonArray right)
    {
        int shared = Math.Min(left.Count, right.Count);
        for (int i = 0; i < shared; i++)
            if (Instance.Compare(left[i], right[i]) is not 0 and int order) return order;
        return left.Count.CompareTo(right.Count);
    }

    private static int CompareBinaries(BsonBinaryData left, BsonBinaryData right)
    {
        int order = left.Bytes.Length.CompareTo(right.Bytes.Length);
        if (order == 0) order = BinarySubtypes.Of(left).CompareTo(BinarySubtypes.Of(right));
        return order != 0 ? order : left.Bytes.AsSpan().SequenceCompareTo(right.Bytes);
    }

    private static int CompareRegexes(BsonRegularExpression left, BsonRegularExpression right)
    {
        int order = TextOrder.Compare(left.Pattern, right.Pattern);
        return order != 0 ? order : TextOrder.Compare(left.Options, right.Options);
    }

    private static int CompareCode(BsonJavaScriptWithScope left, BsonJavaScriptWithScope right)
    {
        int order = TextOrder.Compare(left.Code, right.Code);
        return order != 0 ? order : CompareDocuments(left.Scope, right.Scope);
    }
}
