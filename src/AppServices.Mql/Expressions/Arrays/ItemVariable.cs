using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary>The variable that stands for each item of an array in turn.</summary>
internal static class ItemVariable
{
    /// <param name="name">The name that is given; null for <c>this</c>.</param>
    /// <param name="argument">The argument that gives it.</param>
    /// <exception cref="DocumentException">It is not one that a user may choose.</exception>
    public static Variable Parse(BsonValue? name, string argument = "as") => name switch
    {
        null => new Variable("this"),
        BsonString text => VariableNames.Define(text.Value),
        _ => throw DocumentException.FailedToParse($"'{argument}' must be a string, not of type {Types.Name(name)}"),
    };
}
