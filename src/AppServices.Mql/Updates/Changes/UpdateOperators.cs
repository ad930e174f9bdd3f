using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary>Parses what an update operator does to a field.</summary>
/// <param name="field">The field's path and the operand.</param>
/// <param name="cancellation">Ends the operation that the update is part of.</param>
/// <exception cref="DocumentException">The operand is not valid.</exception>
internal delegate FieldChange FieldChangeParser(BsonElement field, CancellationToken cancellation);

/// <summary>The update operators; all but <see cref="Rename"/>, which is about two fields, are a change of one.</summary>
internal static class UpdateOperators
{
    public const string Rename = "$rename";

    private static readonly FrozenDictionary<string, FieldChangeParser> s_parsers = new Dictionary<string, FieldChangeParser>
    {
        ["$set"] = (field, _) => new SetChange(field.Value, onlyOnInsert: false),
        ["$setOnInsert"] = (field, _) => new SetChange(field.Value, onlyOnInsert: true),
        ["$unset"] = (_, _) => new UnsetChange(),
        ["$inc"] = (field, _) => ArithmeticChange.Parse(multiplies: false, field),
        ["$mul"] = (field, _) => ArithmeticChange.Parse(multiplies: true, field),
        ["$min"] = (field, _) => new ExtremeChange(field.Value, isGreatest: false),
        ["$max"] = (field, _) => new ExtremeChange(field.Value, isGreatest: true),
        ["$currentDate"] = (field, _) => CurrentDateChange.Parse(field.Value),
        ["$bit"] = (field, _) => BitChange.Parse(field.Value),
        ["$addToSet"] = (field, _) => AddToSetChange.Parse(field.Value),
        ["$pop"] = (field, _) => PopChange.Parse(field),
        ["$pull"] = (field, cancellation) => PullChange.ParseCondition(field.Value, cancellation),
        ["$pullAll"] = (field, _) => PullChange.ParseValues(field.Value),
        ["$push"] = (field, _) => new PushChange(PushOptions.Parse(field.Value)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names => [.. s_parsers.Keys, Rename];

    /// <summary>What parses an operator's fields; null for <see cref="Rename"/>.</summary>
    /// <exception cref="DocumentException">There is no such operator.</exception>
    public static FieldChangeParser? Find(string name) => s_parsers.GetValueOrDefault(name) ?? (name == Rename
        ? null
        : throw DocumentException.FailedToParse(
            $"Unknown modifier: {name}. Expected a valid update modifier or pipeline-style update specified as an array"));
}
