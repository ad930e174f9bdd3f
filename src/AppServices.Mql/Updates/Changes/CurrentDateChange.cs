using System;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$currentDate</c>: the time of the operation as a date or a timestamp.</summary>
internal sealed class CurrentDateChange : FieldChange
{
    private readonly bool _isTimestamp;

    private CurrentDateChange(bool isTimestamp) => _isTimestamp = isTimestamp;

    /// <exception cref="DocumentException">The operand says neither date nor timestamp.</exception>
    public static CurrentDateChange Parse(BsonValue operand)
    {
        if (operand is BsonBoolean) return new CurrentDateChange(isTimestamp: false);
        if (operand is not BsonDocument options)
            throw DocumentException.BadValue(
                $"{TypeNames.Of(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression "
                    + $"({{$type: 'timestamp/date'}}).");
        foreach (BsonElement option in options)
            if (option.Name != "$type") throw DocumentException.BadValue($"Unrecognized $currentDate option: {option.Name}");
        return options.GetValue("$type", BsonNull.Value) switch
        {
            BsonString { Value: "date" } => new CurrentDateChange(isTimestamp: false),
            BsonString { Value: "timestamp" } => new CurrentDateChange(isTimestamp: true),
            _ =>
                throw DocumentException.BadValue(
                    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}"),
        };
    }

    protected override BsonValue Change(BsonValue? current, UpdateRun run) =>
        _isTimestamp ? new BsonTimestamp((int)new DateTimeOffset(run.Now).ToUnixTimeSeconds(), 1) : new BsonDateTime(run.Now);
}
