using MongoDB.Bson;

namespace AppServices.Server.Errors;

/// <summary>What a request's body must have.</summary>
internal static class RequiredFields
{
    /// <summary>A string that the body must have.</summary>
    /// <exception cref="ApiException">It is missing or no string.</exception>
    public static string RequiredText(this BsonDocument body, string name) =>
        body.GetValue(name, BsonNull.Value) is BsonString text
            ? text.Value
            : throw new ApiException(400, "MissingParameter", $"'{name}' is a required string");
}
