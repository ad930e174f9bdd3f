using System;
using System.Collections.Generic;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary><c>$sampleRate</c>: each document with a given probability.</summary>
internal sealed class SamplePredicate(double rate) : Predicate
{
    public override bool TryAddFields(ISet<string> names) => true;

    public override bool Matches(BsonDocument document) => Random.Shared.NextDouble() < rate;

    /// <exception cref="DocumentException">It is no probability.</exception>
    public static SamplePredicate Parse(BsonValue rate)
    {
        if (rate is not { IsNumeric: true }) throw DocumentException.BadValue("argument to $sampleRate must be a numeric type");
        double number = Number.ToDouble(rate);
        return number is >= 0 and <= 1
            ? new SamplePredicate(number)
            : throw DocumentException.BadValue("numeric argument to $sampleRate must be in [0, 1]");
    }
}
