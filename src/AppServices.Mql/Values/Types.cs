using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Questions about values that most operators ask.</summary>
internal static class Types
{
    /// <summary>Whether a value is missing, null or undefined, of which most operators make null.</summary>
    public static bool IsNullish(BsonValue? value) => value is null or BsonNull or BsonUndefined;

    public static bool IsNumber(BsonValue? value) => value is BsonInt32 or BsonInt64 or BsonDouble or BsonDecimal128;

    /// <summary>The name of a value's type; <c>missing</c> for a missing one.</summary>
    public static string Name(BsonValue? value) => TypeNames.Of(value);

    /// <summary>A value as messages show it.</summary>
    public static string Show(BsonValue? value) => value switch
    {
        null => "MISSING",
        BsonDocument or BsonArray => ErrorText.Of(value),
        _ => value.ToString()!,
    };

    public static BsonBoolean Boolean(bool value) => value ? BsonBoolean.True : BsonBoolean.False;
}
