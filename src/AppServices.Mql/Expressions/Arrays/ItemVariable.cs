using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary>The variable that stands for each item of an array in turn.</summary>
internal static class ItemVariable
{
    /// <param name="name">The name that is given; null for <c>this</c>.</param>
    /// <exception cref="DocumentException">It is not one that a user may choose.</exception>
    public static Variable Parse(BsonValue? name) => name switch
    {
        null => new Variable("this"),
        BsonString text => VariableNames.Define(text.Value),
        _ => throw DocumentException.TypeMismatch($"'as' must be a string, not of type {Types.Name(name)}"),
    };
}
