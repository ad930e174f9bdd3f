using System;
using System.Collections.Frozen;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary>Parses what an update operator does to one field.</summary>
internal static class ChangeParser
{
    private static readonly FrozenSet<string> s_names = FrozenSet.Create(
        "$set", "$setOnInsert", "$unset", "$inc", "$mul", "$min", "$max", "$currentDate", "$bit", "$rename",
        "$addToSet", "$pop", "$pull", "$pullAll", "$push");

    /// <summary>Makes sure that there is such an operator; this includes <c>$rename</c>, which is about two fields.</summary>
    /// <exception cref="DocumentException">There is none.</exception>
    public static void CheckName(string name)
    {
        if (!s_names.Contains(name))
            throw DocumentException.FailedToParse($"Unknown modifier: {name}. Expected a valid update modifier or pipeline-style update specified as an array");
    }

    /// <summary>Parses what one of the operators but <c>$rename</c> does.</summary>
    /// <exception cref="DocumentException">The operand is not valid.</exception>
    public static FieldChange Parse(string name, BsonElement field, CancellationToken cancellation) => name switch
    {
        "$set" => new SetChange(field.Value, onlyOnInsert: false),
        "$setOnInsert" => new SetChange(field.Value, onlyOnInsert: true),
        "$unset" => new UnsetChange(),
        "$inc" => ArithmeticChange.Parse(multiplies: false, field),
        "$mul" => ArithmeticChange.Parse(multiplies: true, field),
        "$min" => new ExtremeChange(field.Value, isGreatest: false),
        "$max" => new ExtremeChange(field.Value, isGreatest: true),
        "$currentDate" => CurrentDateChange.Parse(field.Value),
        "$bit" => BitChange.Parse(field.Value),
        "$addToSet" => AddToSetChange.Parse(field.Value),
        "$pop" => PopChange.Parse(field),
        "$pull" => PullChange.ParseCondition(field.Value, cancellation),
        "$pullAll" => PullChange.ParseValues(field.Value),
        "$push" => new PushChange(PushOptions.Parse(field.Value)),
        _ => throw new InvalidOperationException($"{name} is not parsed here."),
    };
}
